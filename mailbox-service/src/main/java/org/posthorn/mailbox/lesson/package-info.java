/// What a spam filter learns from people: a message that goes to Junk is spam, one that leaves it (not for Trash) is
/// none.
///
/// Invariants: lessons follow the log of changes, so that none is lost while the filter is away and no move waits for
/// it; what happens to Trash teaches nothing.
@NullMarked
package org.posthorn.mailbox.lesson;

import org.jspecify.annotations.NullMarked;
