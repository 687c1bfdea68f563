/// The two directions of an IMAP connection: commands read with their literals under limits, responses written.
@NullMarked
package org.posthorn.mailbox.imap.wire;

import org.jspecify.annotations.NullMarked;
