/// Accounts and their mail.
@NullMarked
package org.posthorn.mailbox;

import org.jspecify.annotations.NullMarked;
