package org.posthorn.runtime.sql;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What can be asked of the database: by [Database], where each statement is a transaction of its own, or by
/// [Transaction]. Arguments are bound by their Java types: texts, numbers, booleans, byte arrays, `Instant`, `UUID`,
/// enum constants (by name), lists and arrays of texts, numbers, instants and byte arrays (as SQL arrays), `Optional`
/// (as its value or NULL), and records of one component such as identifiers (as that component).
public interface Sql {
    <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments);

    /// The only row, or nothing.
    <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... arguments);

    /// The number of rows that changed.
    int update(String sql, @Nullable Object... arguments);

    /// The same statement for each array of arguments, in few round trips.
    void batch(String sql, Collection<@Nullable Object[]> arguments);
}
