/// Accepts IMAP connections: one virtual thread each, within limits for the whole and for each client network.
@NullMarked
package org.posthorn.mailbox.imap.listener;

import org.jspecify.annotations.NullMarked;
