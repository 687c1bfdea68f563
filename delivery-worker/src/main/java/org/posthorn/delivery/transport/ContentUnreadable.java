package org.posthorn.delivery.transport;

import java.io.IOException;
import java.io.InputStream;
import org.posthorn.runtime.EnvironmentFailure;

/// The content of a message could not be read while it was sent: our store is to blame, not the server.
public final class ContentUnreadable extends EnvironmentFailure {
    private static final long serialVersionUID = 1;

    private ContentUnreadable(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    static int read(InputStream content, byte[] into) {
        try {
            return content.read(into);
        } catch (IOException e) {
            throw new ContentUnreadable("The content could not be read: " + e.getMessage(), e);
        }
    }
}
