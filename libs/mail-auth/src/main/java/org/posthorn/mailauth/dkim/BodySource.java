package org.posthorn.mailauth.dkim;

import java.io.IOException;
import java.io.InputStream;

/// The body of a message that is too large to hold: what follows the empty line, from its beginning each
/// time.
@FunctionalInterface
public interface BodySource {
    InputStream open() throws IOException;
}
