package org.posthorn.runtime.content;

import org.posthorn.runtime.EnvironmentFailure;

/// The claim store is away.
public final class ClaimStoreUnavailable extends EnvironmentFailure {
    private static final long serialVersionUID = 1;

    ClaimStoreUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
