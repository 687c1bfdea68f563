/// What services ask each other over internal HTTP: reading and administration, never on the mail path. The records are
/// the JSON bodies; each names its method and path. All paths begin with `/internal/v1` and need the service token.
@NullMarked
package org.posthorn.events.api;

import org.jspecify.annotations.NullMarked;
