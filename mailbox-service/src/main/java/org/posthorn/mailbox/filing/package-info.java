/// Local delivery: what the log says an account received, filed in batches.
@NullMarked
package org.posthorn.mailbox.filing;

import org.jspecify.annotations.NullMarked;
