/// The suppression list: addresses that nothing is sent to, because mail to them failed for good, because
/// their owner complained (RFC 5965), or because an operator said so. delivery-worker reads it as a view of
/// the topic `policy`.
///
/// Invariants: an entry is published in the transaction of its row; what is weaker never replaces what is
/// stronger; an entry with an end goes by itself.
@NullMarked
package org.posthorn.policy.suppression;

import org.jspecify.annotations.NullMarked;
