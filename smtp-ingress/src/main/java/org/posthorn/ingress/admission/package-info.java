/// May this client, sender and recipient proceed? Decided from the local views alone, in this order: size, system
/// condition,
/// sender, relay rights, recipient. Blocks and rates stand before them when policy publishes them.
@NullMarked
package org.posthorn.ingress.admission;

import org.jspecify.annotations.NullMarked;
