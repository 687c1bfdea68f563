/// Records that were set aside because they could not be processed.
@NullMarked
package org.posthorn.mailctl.parked;

import org.jspecify.annotations.NullMarked;
