/// May this client, sender and recipient proceed? Decided from the local views and counts alone, in this order: a
/// blocked
/// client, its connections, a blocked sender, its messages, size, system condition, the right to the sender's address,
/// relay rights, recipient.
@NullMarked
package org.posthorn.ingress.admission;

import org.jspecify.annotations.NullMarked;
