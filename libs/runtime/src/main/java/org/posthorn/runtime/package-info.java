/// How a service runs.
@NullMarked
package org.posthorn.runtime;

import org.jspecify.annotations.NullMarked;
