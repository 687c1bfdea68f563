/// One IMAP connection: commands are read, ruled on by the session machine, carried out by the stores and answered.
/// Each connection has one virtual thread; while it idles, notices write to it from another one under its lock.
@NullMarked
package org.posthorn.mailbox.imap.connection;

import org.jspecify.annotations.NullMarked;
