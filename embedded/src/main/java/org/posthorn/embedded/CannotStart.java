package org.posthorn.embedded;

import org.jspecify.annotations.Nullable;

/// Why an embedded server, or the process around it, cannot start: one sentence for a person and an exit code.
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is in the way; each has an exit code of its own, so that scripts can tell them apart.
    public enum Reason {
        BAD_OPTION(2),
        SERVER_AWAY(69),
        SERVER_FAILED(70),
        PORT_TAKEN(71),
        DATA_DIRECTORY_IN_USE(72),
        OTHER_VERSION(73),
        DISK_FULL(74),
        NOT_PERMITTED(77),
        BAD_SETTINGS(78);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;

    public CannotStart(Reason reason, String sentence) {
        this(reason, sentence, null);
    }

    public CannotStart(Reason reason, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
