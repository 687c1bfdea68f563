/// How a service meets Kafka: the plain client in loops that we own.
///
/// Invariants: nothing is committed before its work is done; a record that is to blame for a failure is parked, with
/// its
/// reason, and never skipped; a failure of the environment pauses the loop and is tried again for ever; a loop that
/// stops finishes the batch in its hands.
@NullMarked
package org.posthorn.runtime.kafka;

import org.jspecify.annotations.NullMarked;
