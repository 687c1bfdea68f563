/// Internal HTTP APIs: the service token, errors as one JSON sentence, and the client that services call each other
/// with.
@NullMarked
package org.posthorn.runtime.http;

import org.jspecify.annotations.NullMarked;
