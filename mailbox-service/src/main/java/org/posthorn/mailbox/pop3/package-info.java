/// POP3 (RFC 1939 with the extensions of RFC 2449, 2595, 3206, 5034, 6856) over the inbox of an account. One session at
/// a time has the maildrop; what it deletes is gone when it says QUIT, and only then.
@NullMarked
package org.posthorn.mailbox.pop3;

import org.jspecify.annotations.NullMarked;
