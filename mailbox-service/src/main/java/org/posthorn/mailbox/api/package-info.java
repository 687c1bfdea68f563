/// The internal HTTP API.
@NullMarked
package org.posthorn.mailbox.api;

import org.jspecify.annotations.NullMarked;
