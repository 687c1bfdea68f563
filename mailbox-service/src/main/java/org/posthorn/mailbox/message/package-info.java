/// Stored messages: flags, moves, deletion, conversations.
@NullMarked
package org.posthorn.mailbox.message;

import org.jspecify.annotations.NullMarked;
