/// The index for full-text search, as operators see it.
@NullMarked
package org.posthorn.mailctl.index;

import org.jspecify.annotations.NullMarked;
