/// The ports of POP3 and the connections on them: all of its input and output.
@NullMarked
package org.posthorn.mailbox.pop3.listener;

import org.jspecify.annotations.NullMarked;
