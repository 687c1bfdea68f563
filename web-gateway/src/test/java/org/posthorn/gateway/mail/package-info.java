/// Tests of this part of web mail.
@NullMarked
package org.posthorn.gateway.mail;

import org.jspecify.annotations.NullMarked;
