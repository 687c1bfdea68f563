package org.posthorn.gateway.compose;

/// Writes text as `format=flowed` (RFC 3676): paragraphs are wrapped with a trailing space, so that old readers see
/// short lines and new ones may fill them again.
final class FlowedText {
    private static final int WIDTH = 76;

    private FlowedText() {}

    /// @return with CRLF line ends
    static String of(String text) {
        var out = new StringBuilder(text.length() + 64);
        for (var line : text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1)) {
            write(line.stripTrailing().equals("--") ? "-- " : line.stripTrailing(), out);
        }
        while (out.length() >= 4 && out.substring(out.length() - 4).equals("\r\n\r\n")) {
            out.setLength(out.length() - 2);
        }
        return out.toString();
    }

    private static void write(String line, StringBuilder out) {
        int depth = 0;
        while (depth < line.length() && line.charAt(depth) == '>') {
            depth++;
        }
        var quote = ">".repeat(depth);
        var rest = line.substring(depth);
        if (depth > 0) {
            // a quoted line keeps its shape: filling it again would join lines that others broke
            out.append(quote)
                    .append(rest.isEmpty() || rest.startsWith(" ") ? rest : " " + rest)
                    .append("\r\n");
            return;
        }
        int at = 0;
        while (rest.length() - at > WIDTH && !rest.equals("-- ")) {
            int space = rest.lastIndexOf(' ', at + WIDTH);
            if (space <= at) {
                space = rest.indexOf(' ', at + WIDTH);
            }
            if (space < 0) {
                break;
            }
            out.append(stuffed(rest.substring(at, space + 1))).append("\r\n");
            at = space + 1;
        }
        out.append(stuffed(rest.substring(at))).append("\r\n");
    }

    /// RFC 3676 §4.4: what begins like a quote, a space or mbox's separator gets a space before it.
    private static String stuffed(String line) {
        return line.startsWith(" ") || line.startsWith(">") || line.startsWith("From ") ? " " + line : line;
    }
}
