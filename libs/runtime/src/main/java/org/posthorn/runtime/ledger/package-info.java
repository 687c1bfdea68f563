/// Proves from the topics and the stores that every accepted message reached its outcomes, and drives again what did
/// not.
///
/// Invariants: each route of each judged message ends in one terminal outcome, or waits where an operator sees it; what
/// says `delivered` is in the mailbox. The first terminal outcome of a route wins, so that a redo changes nothing.
@NullMarked
package org.posthorn.runtime.ledger;

import org.jspecify.annotations.NullMarked;
