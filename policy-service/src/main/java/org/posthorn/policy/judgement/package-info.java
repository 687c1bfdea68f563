/// What is decided about a message, and from what. Pure.
///
/// Evidence is gathered before; blocklist, limits and credits are further inputs of the judgement.
@NullMarked
package org.posthorn.policy.judgement;

import org.jspecify.annotations.NullMarked;
