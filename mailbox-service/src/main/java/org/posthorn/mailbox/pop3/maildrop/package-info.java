/// An account's inbox as a maildrop: its list, its messages piece by piece, and its lock.
@NullMarked
package org.posthorn.mailbox.pop3.maildrop;

import org.jspecify.annotations.NullMarked;
