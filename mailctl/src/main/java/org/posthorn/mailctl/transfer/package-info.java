/// Mail on its way in and out: `import`, `export`, `account backup` and `account restore`.
///
/// A *source* reads what others wrote (Maildir, mbox, another IMAP server) and hands messages on one by
/// one; a *target* takes them. Invariants: no more than some MiB of messages are in memory; whatever broke
/// off is run again and does the rest; a message that cannot be read is named and skipped, and the exit
/// code says so.
@NullMarked
package org.posthorn.mailctl.transfer;

import org.jspecify.annotations.NullMarked;
