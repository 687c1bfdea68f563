/// Where work comes from: the share group on `delivery.remote`, and the rows of the queue whose time has come.
///
/// Invariants: a record is accepted only when its outcome is in Kafka or its row in the database; a record that
/// somebody had before never goes straight out, since it may have arrived; one slow site never holds up the records
/// read together with it; what the environment refuses is tried again, never given up.
@NullMarked
package org.posthorn.delivery.intake;

import org.jspecify.annotations.NullMarked;
