/// Messages that are kept apart, as an admin sees all of them and each user their own.
@NullMarked
package org.posthorn.gateway.quarantine;

import org.jspecify.annotations.NullMarked;
