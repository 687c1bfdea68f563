/// Passing on strangers' mail through aliases that lead outside: the reverse-path is rewritten, the
/// chain sealed (ARC), and the number limited, since a forwarder answers for what it sends. It is free.
///
/// Invariant: nobody outside is told when it fails; the outcome says it.
@NullMarked
package org.posthorn.policy.forwarding;

import org.jspecify.annotations.NullMarked;
