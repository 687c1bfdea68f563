/// Tests of this part of web mail.
@NullMarked
package org.posthorn.gateway.content;

import org.jspecify.annotations.NullMarked;
