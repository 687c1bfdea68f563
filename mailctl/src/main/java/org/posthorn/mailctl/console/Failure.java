package org.posthorn.mailctl.console;

/// Ends a command with exit code 1 and one sentence.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Failure(String sentence) {
        super(sentence, null, false, false);
    }
}
