package org.posthorn.ingress.acceptance;

import java.io.IOException;

/// Content that goes on far beyond the largest message: reading it to its end to say so costs more than the client is
/// worth.
public final class EndlessContent extends IOException {
    private static final long serialVersionUID = 1;

    EndlessContent() {
        super("content far beyond the largest message");
    }
}
