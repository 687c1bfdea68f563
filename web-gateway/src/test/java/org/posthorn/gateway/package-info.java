/// Tests of web mail: real Kafka and PostgreSQL, the real gateway, and the other services' internal APIs by hand.
@NullMarked
package org.posthorn.gateway;

import org.jspecify.annotations.NullMarked;
