/// What follows when a mailbox fills or empties: its owner is warned once at 80, 95 and 100 %, and the directory says
/// whether mail to it is refused (`452 4.2.2`, after a day `552 5.2.2`). Usage and level are kept by the database with
/// each change; mail that was accepted is always filed.
@NullMarked
package org.posthorn.mailbox.quota;

import org.jspecify.annotations.NullMarked;
