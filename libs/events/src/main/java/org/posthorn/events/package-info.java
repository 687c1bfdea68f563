/// What services tell each other.
@NullMarked
package org.posthorn.events;

import org.jspecify.annotations.NullMarked;
