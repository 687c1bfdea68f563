/// Web mail and the admin console.
@NullMarked
package org.posthorn.gateway;

import org.jspecify.annotations.NullMarked;
