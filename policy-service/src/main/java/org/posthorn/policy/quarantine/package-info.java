/// Messages kept apart: held with their octets for a time, released once and never judged again, or deleted.
///
/// Invariants: what is held is seen only once its outcome is in the log; each recipient of a held message has one end;
/// the record that follows from a release or a deletion is written in the transaction of its row.
@NullMarked
package org.posthorn.policy.quarantine;

import org.jspecify.annotations.NullMarked;
