/// Tests of this part of web mail.
@NullMarked
package org.posthorn.gateway.push;

import org.jspecify.annotations.NullMarked;
