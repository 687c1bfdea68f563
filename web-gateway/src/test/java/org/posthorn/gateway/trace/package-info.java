/// Tests of this part of web mail.
@NullMarked
package org.posthorn.gateway.trace;

import org.jspecify.annotations.NullMarked;
