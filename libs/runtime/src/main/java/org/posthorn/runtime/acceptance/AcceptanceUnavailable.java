package org.posthorn.runtime.acceptance;

import org.posthorn.runtime.EnvironmentFailure;

/// We could not take responsibility now: the log or the claim store is away. Nothing was accepted; the client keeps the
/// message and tries again (`451 4.3.0`).
public final class AcceptanceUnavailable extends EnvironmentFailure {
    private static final long serialVersionUID = 1;

    AcceptanceUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
