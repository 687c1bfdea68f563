package org.posthorn.runtime.sql;

import org.posthorn.runtime.EnvironmentFailure;

/// The database cannot work at the moment: it is down, has no room, has no connection left, or gave the
/// transaction up in favour of another. Nothing is wrong with what was asked; ask again later.
public final class DatabaseUnavailable extends EnvironmentFailure {
    private static final long serialVersionUID = 1;

    public DatabaseUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    DatabaseUnavailable(String message) {
        super(message);
    }
}
