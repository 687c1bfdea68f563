/// The outbound queue: asked of delivery-worker.
@NullMarked
package org.posthorn.mailctl.queue;

import org.jspecify.annotations.NullMarked;
