/// Tests of this part of web mail.
@NullMarked
package org.posthorn.gateway.page;

import org.jspecify.annotations.NullMarked;
