/// Changes of mailboxes as events.
@NullMarked
package org.posthorn.mailbox.change;

import org.jspecify.annotations.NullMarked;
