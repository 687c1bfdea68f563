/// The queue in PostgreSQL: what was deferred, is in doubt, held, or could not end within the record's lock. One row
/// for a message and next hop with its content, one for each of its recipients with a due time.
///
/// Invariants: a row is attempted by one worker at a time, which holds its lease; a lease that ran out means that an
/// attempt may have succeeded unseen, so the row is in doubt; a row goes only after its terminal outcome is in Kafka.
@NullMarked
package org.posthorn.delivery.queue;

import org.jspecify.annotations.NullMarked;
