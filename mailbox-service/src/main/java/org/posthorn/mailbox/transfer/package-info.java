/// Whole mailboxes on their way in and out, for `mailctl import`, `export`, `account backup` and `account
/// restore`: some hundred messages at a time, so that neither memory nor anybody else's mail feels it.
///
/// Invariants: what was imported once is never imported again; a mailbox that is restored shows nothing
/// before all of it is there, and then with the UIDs and mod-sequences that it had.
@NullMarked
package org.posthorn.mailbox.transfer;

import org.jspecify.annotations.NullMarked;
