package org.posthorn.runtime.kafka;

/// Work's own word that this record can never be processed: it is parked with this reason at once.
public final class PoisonRecord extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param reason a sentence for the operator
    public PoisonRecord(String reason) {
        super(reason);
    }

    /// @param reason a sentence for the operator
    public PoisonRecord(String reason, Throwable cause) {
        super(reason, cause);
    }
}
