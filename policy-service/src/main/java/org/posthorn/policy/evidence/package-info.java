/// Evidence about accepted messages: gathered within a deadline, and what is late waits apart.
///
/// Invariants: mail of our own submitters and of this machine needs no evidence; a message waits only
/// while an answer is missing that could change what becomes of it, and not for ever.
@NullMarked
package org.posthorn.policy.evidence;

import org.jspecify.annotations.NullMarked;
