/// Tests of this part of web mail.
@NullMarked
package org.posthorn.gateway.compose;

import org.jspecify.annotations.NullMarked;
