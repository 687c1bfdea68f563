package org.posthorn.runtime.acceptance;

import org.posthorn.runtime.EnvironmentFailure;

/// No message is taken at the moment, for a reason that passes (`452 4.3.1`). Nothing was accepted.
public final class AcceptanceClosed extends EnvironmentFailure {
    private static final long serialVersionUID = 1;

    AcceptanceClosed(String sentence) {
        super(sentence);
    }
}
