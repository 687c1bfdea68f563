package org.posthorn.runtime;

/// Something outside of us is away or refuses: a broker, a database, a disk, a resolver. Neither the input nor our code
/// is to blame; the same work is tried again later. A loop that meets it pauses; an SMTP session answers 451.
public abstract class EnvironmentFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param sentence names what is away
    protected EnvironmentFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /// @param sentence names what is away
    protected EnvironmentFailure(String sentence) {
        super(sentence);
    }
}
