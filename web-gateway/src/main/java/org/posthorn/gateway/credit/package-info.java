/// Credits as their owner sees them: the balance, what a message costs, and what changed.
@NullMarked
package org.posthorn.gateway.credit;

import org.jspecify.annotations.NullMarked;
