/// The SQL of IMAP: what is asked of folders and messages, and each change as one short transaction that locks the
/// account's mailbox first, so that UIDs and mod-sequences become visible in their order (RFC 7162 §3.1.2).
@NullMarked
package org.posthorn.mailbox.imap.store;

import org.jspecify.annotations.NullMarked;
