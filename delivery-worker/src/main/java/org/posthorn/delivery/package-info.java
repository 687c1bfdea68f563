/// Sends mail to the world.
@NullMarked
package org.posthorn.delivery;

import org.jspecify.annotations.NullMarked;
