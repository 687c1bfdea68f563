/// Events written in the same database transaction as the rows they tell of, and published after it committed.
@NullMarked
package org.posthorn.runtime.outbox;

import org.jspecify.annotations.NullMarked;
