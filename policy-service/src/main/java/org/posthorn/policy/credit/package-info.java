/// What messages to the world cost: a ledger in double entry, append-only, beside the balances that it adds up to.
///
/// Invariants: a balance is never negative; a message is charged at most once, under its id, however often it is
/// judged;
/// whoever changes an account's credits holds the lock on its row; what was decided when a message was charged is kept
/// with the charge, and a redo obeys it.
@NullMarked
package org.posthorn.policy.credit;

import org.jspecify.annotations.NullMarked;
