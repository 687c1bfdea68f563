/// The dialogue of POP3 without I/O: what a line means, and what follows from it in a session.
@NullMarked
package org.posthorn.mailbox.pop3.dialogue;

import org.jspecify.annotations.NullMarked;
