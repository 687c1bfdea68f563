package org.posthorn.runtime.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reads one row as a value, usually a static method `read` of the store.
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {
    T map(Row row) throws SQLException;
}
