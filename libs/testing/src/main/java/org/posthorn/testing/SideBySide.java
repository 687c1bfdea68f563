package org.posthorn.testing;

import java.util.List;

/// Two columns of lines, with a mark where they part.
final class SideBySide {
    private static final int WIDEST = 72;

    private SideBySide() {}

    static String of(List<String> wanted, List<String> got) {
        var width =
                Math.min(WIDEST, wanted.stream().mapToInt(String::length).max().orElse(0));
        var text = new StringBuilder("the dialogue went another way (wanted | got):\n");
        for (var i = 0; i < wanted.size(); i++) {
            var last = i == wanted.size() - 1;
            text.append(last ? "> " : "  ").append(column(wanted.get(i), width));
            text.append(" | ").append(got.get(i)).append('\n');
        }
        return text.toString();
    }

    private static String column(String line, int width) {
        return line.length() >= width ? line : line + " ".repeat(width - line.length());
    }
}
