/// Mail authentication: evidence about a message, and signatures on it.
@NullMarked
package org.posthorn.mailauth;

import org.jspecify.annotations.NullMarked;
