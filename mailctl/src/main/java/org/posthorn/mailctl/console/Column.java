package org.posthorn.mailctl.console;

import java.util.function.Function;

/// One column of a table.
///
/// @param title in capitals
/// @param right whether its values end in line, as numbers do
public record Column<T>(String title, Function<T, String> value, boolean right) {
    public static <T> Column<T> of(String title, Function<T, String> value) {
        return new Column<>(title, value, false);
    }

    public static <T> Column<T> number(String title, Function<T, ? extends Number> value) {
        return new Column<>(title, row -> value.apply(row).toString(), true);
    }
}
