/// From which of our addresses mail leaves: pools of source addresses for senders' domains, what each calls itself, and
/// how slowly a new one begins.
@NullMarked
package org.posthorn.delivery.source;

import org.jspecify.annotations.NullMarked;
