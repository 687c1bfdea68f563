package org.posthorn.runtime.sql;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Objects;
import org.postgresql.util.PSQLException;

/// Says of a failed statement who is to blame.
final class SqlErrors {
    private SqlErrors() {}

    static RuntimeException of(SQLException failure, String sql) {
        if (failure instanceof BatchUpdateException && failure.getNextException() != null) {
            return of(Objects.requireNonNull(failure.getNextException()), sql);
        }
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (ofTheEnvironment(failure, state)) {
            return new DatabaseUnavailable("The database is not available: " + failure.getMessage(), failure);
        }
        if (state.startsWith("23")) {
            return new ConstraintViolated(constraint(failure), failure);
        }
        return new IllegalStateException(failure.getMessage() + " in: " + sql.strip(), failure);
    }

    /// PostgreSQL's classes of SQLSTATE: 08 connection, 40 transaction given up (deadlock), 53 no resources,
    /// 57 operator intervention, 58 system error, 25006 a read-only standby.
    private static boolean ofTheEnvironment(SQLException failure, String state) {
        return failure instanceof SQLTransientException
                || failure.getCause() instanceof InterruptedException
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58")
                || state.equals("25006");
    }

    private static String constraint(SQLException failure) {
        if (failure instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
            var constraint =
                    Objects.requireNonNull(psql.getServerErrorMessage()).getConstraint();
            return constraint == null ? "" : constraint;
        }
        return "";
    }
}
