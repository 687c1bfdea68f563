/// The other services' internal APIs as this service uses them.
@NullMarked
package org.posthorn.gateway.client;

import org.jspecify.annotations.NullMarked;
