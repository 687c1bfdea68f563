package org.posthorn.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Writes header fields folded at 76 characters (RFC 5322 §2.1.1, §2.2.3). No value can begin another field: line
/// breaks in it become spaces.
public final class HeaderWriter {
    private static final int WIDTH = 76;
    private static final String FOLD = "\r\n ";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HeaderWriter() {}

    /// `Name: text`, with encoded words for what is not ASCII; without a line break at the end.
    public static String unstructured(String name, String text) {
        return folded(name + ": " + EncodedWords.encode(oneLine(text)));
    }

    /// `Name: address, address`.
    public static String addresses(String name, List<? extends HeaderAddress> addresses) {
        var field = new StringBuilder(name).append(':');
        int column = field.length();
        for (int i = 0; i < addresses.size(); i++) {
            var shown = address(addresses.get(i)) + (i + 1 < addresses.size() ? "," : "");
            if (i > 0 && column + 1 + shown.length() > WIDTH) {
                field.append("\r\n");
                column = 0;
            }
            field.append(' ').append(shown);
            column += shown.length() + 1;
        }
        return folded(field.toString());
    }

    /// `Name: <id> <id>`; the ids come without brackets.
    public static String messageIds(String name, List<String> ids) {
        var field = new StringBuilder(name).append(':');
        for (int i = 0; i < ids.size(); i++) {
            field.append(i == 0 ? " " : FOLD)
                    .append('<')
                    .append(oneLine(ids.get(i)).replaceAll("[<>\\s]", ""))
                    .append('>');
        }
        return field.toString();
    }

    /// `Content-Disposition` with a file name, by RFC 2231 when it is not ASCII.
    static String disposition(String type, String fileName) {
        var clean = oneLine(fileName);
        boolean ascii = clean.chars().allMatch(c -> c < 0x7F);
        if (ascii && clean.length() <= 60) {
            return "Content-Disposition: " + type + ";" + FOLD + "filename=\"" + escaped(clean) + "\"";
        }
        var encoded = percentEncoded(clean);
        var field = new StringBuilder("Content-Disposition: ").append(type);
        int piece = 0;
        int from = 0;
        while (from < encoded.length()) {
            int to = Math.min(from + 54, encoded.length());
            // A percent triplet stays whole.
            int percent = encoded.lastIndexOf('%', to - 1);
            if (to < encoded.length() && percent > to - 3) {
                to = percent;
            }
            field.append(';').append(FOLD).append("filename*").append(piece).append("*=");
            field.append(piece == 0 ? "utf-8''" : "").append(encoded, from, to);
            from = to;
            piece++;
        }
        return field.toString();
    }

    /// The text without line breaks and control characters.
    static String oneLine(String text) {
        var line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(c < ' ' || c == 0x7F ? ' ' : c);
        }
        return line.toString();
    }

    private static String address(HeaderAddress address) {
        return switch (address) {
            case HeaderAddress.Mailbox mailbox -> {
                var spec = oneLine(mailbox.address());
                var name = mailbox.displayName();
                yield name.isEmpty() ? spec : phrase(name) + " <" + spec + ">";
            }
            case HeaderAddress.Group group ->
                phrase(group.displayName()) + ":"
                        + String.join(
                                ",",
                                group.members().stream()
                                        .map(m -> " " + address(m))
                                        .toList())
                        + ";";
        };
    }

    private static String phrase(String name) {
        var clean = oneLine(name);
        if (!clean.chars().allMatch(c -> c < 0x7F) || clean.contains("=?")) {
            return EncodedWords.encode(clean);
        }
        boolean atoms =
                clean.chars().allMatch(c -> Character.isLetterOrDigit(c) || " !#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
        return atoms ? clean : "\"" + escaped(clean) + "\"";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String percentEncoded(String text) {
        var encoded = new StringBuilder();
        for (byte c : text.getBytes(StandardCharsets.UTF_8)) {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._".indexOf(c) >= 0) {
                encoded.append((char) c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(c));
            }
        }
        return encoded.toString();
    }

    /// Folds at spaces, each line at most 76 characters where its words allow; a word longer than a line stays whole.
    private static String folded(String field) {
        var lines = new StringBuilder(field.length() + 16);
        for (var line : field.split("\r\n", -1)) {
            lines.append(lines.isEmpty() ? "" : "\r\n");
            foldLine(lines, line);
        }
        return lines.toString();
    }

    private static void foldLine(StringBuilder lines, String line) {
        var rest = line;
        boolean first = true;
        while (rest.length() > WIDTH) {
            // Not before the first word: a line of white space only would end the field for old readers.
            int from = first ? rest.indexOf(' ') + 1 : 1;
            int space = rest.lastIndexOf(' ', WIDTH);
            if (space < from) {
                space = rest.indexOf(' ', Math.max(WIDTH, from));
            }
            if (space <= 0 || rest.substring(space).isBlank()) {
                break;
            }
            lines.append(rest, 0, space).append("\r\n");
            rest = rest.substring(space);
            first = false;
        }
        lines.append(rest);
    }
}
