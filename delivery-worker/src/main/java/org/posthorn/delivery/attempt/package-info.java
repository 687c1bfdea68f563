/// One attempt to hand a message to its next hop: at most so many at a time for each site, over its servers in turn.
///
/// Invariants: every recipient has exactly one outcome of an attempt; a site that is down costs one probe, not one
/// connection time-out for each message that waits for it.
@NullMarked
package org.posthorn.delivery.attempt;

import org.jspecify.annotations.NullMarked;
