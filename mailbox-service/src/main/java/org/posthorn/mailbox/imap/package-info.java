/// IMAP4rev2 (RFC 9051) and IMAP4rev1 (RFC 3501) over the mailboxes of this service. [ImapServer] is its whole; below
/// it
/// are the grammar, the wire, the pure session machine, what is shown of a selected folder, the stores, and the
/// connections that put them together.
@NullMarked
package org.posthorn.mailbox.imap;

import org.jspecify.annotations.NullMarked;
