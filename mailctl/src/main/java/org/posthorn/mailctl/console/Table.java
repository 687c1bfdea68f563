package org.posthorn.mailctl.console;

import java.util.ArrayList;
import java.util.List;

/// Rows and columns aligned for people; the last column is as long as it is.
final class Table {
    private static final int GAP = 2;

    private Table() {}

    static <T> List<String> lines(List<T> rows, List<Column<T>> columns) {
        var cells = new ArrayList<List<String>>();
        cells.add(columns.stream().map(Column::title).toList());
        for (var row : rows) {
            cells.add(columns.stream()
                    .map(column -> clean(column.value().apply(row)))
                    .toList());
        }
        int[] widths = new int[columns.size()];
        for (var line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        return cells.stream().map(line -> line(line, columns, widths)).toList();
    }

    private static <T> String line(List<String> cells, List<Column<T>> columns, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            var padding = " ".repeat(widths[i] - width(cell));
            line.append(columns.get(i).right() ? padding + cell : cell + padding);
            line.append(" ".repeat(GAP));
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /// What came from outside must not move the cursor of the operator's terminal.
    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return clean.toString();
    }
}
