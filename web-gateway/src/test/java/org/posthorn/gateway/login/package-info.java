/// Tests of this part of web mail.
@NullMarked
package org.posthorn.gateway.login;

import org.jspecify.annotations.NullMarked;
