/// The order of messages and their threads (RFC 5256). Pure: what messages are sorted and threaded by comes as values.
@NullMarked
package org.posthorn.mailbox.imap.order;

import org.jspecify.annotations.NullMarked;
