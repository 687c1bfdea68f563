/// `mailctl doctor`: says what is wrong, how bad it is, and what mends it.
@NullMarked
package org.posthorn.mailctl.doctor;

import org.jspecify.annotations.NullMarked;
