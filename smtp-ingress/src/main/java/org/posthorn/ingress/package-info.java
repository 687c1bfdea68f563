/// The SMTP server.
@NullMarked
package org.posthorn.ingress;

import org.jspecify.annotations.NullMarked;
