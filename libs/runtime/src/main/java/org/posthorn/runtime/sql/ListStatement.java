package org.posthorn.runtime.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement on all elements of a list (`= ANY (?)`), and its twin for a list of one (`= ?`). PostgreSQL keeps the
/// plan of the twin, but plans the other one anew each time, which takes longer than to find one row.
///
/// @param one the twin
public record ListStatement(String all, String one) {
    private static final String LIST = "= ANY (?)";

    /// @param sql with `= ANY (?)` once
    public static ListStatement of(String sql) {
        int at = sql.indexOf(LIST);
        if (at < 0 || sql.indexOf(LIST, at + 1) >= 0) {
            throw new IllegalArgumentException("not one list in: " + sql);
        }
        return new ListStatement(sql, sql.replace(LIST, "= ?"));
    }

    /// The statement for a list.
    public String sql(List<?> list) {
        return list.size() == 1 ? one : all;
    }

    /// The same for numbers.
    public String sql(long[] list) {
        return list.length == 1 ? one : all;
    }

    /// The list as the argument of its statement.
    public static @Nullable Object argument(List<?> list) {
        return list.size() == 1 ? list.getFirst() : list;
    }

    /// The same for numbers.
    public static Object argument(long[] list) {
        return list.length == 1 ? (Object) list[0] : list;
    }
}
