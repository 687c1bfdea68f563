/// The operators' command line.
@NullMarked
package org.posthorn.mailctl;

import org.jspecify.annotations.NullMarked;
