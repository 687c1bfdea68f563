package org.posthorn.runtime.sql;

/// A row was refused by a constraint of its table, such as a name that is taken.
public final class ConstraintViolated extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String constraint;

    public ConstraintViolated(String constraint, Throwable cause) {
        super("the constraint " + constraint + " was violated", cause);
        this.constraint = constraint;
    }

    /// The name of the constraint; empty where the database named none.
    public String constraint() {
        return constraint;
    }
}
