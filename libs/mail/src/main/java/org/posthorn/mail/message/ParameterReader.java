package org.posthorn.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the values and parameters of MIME fields (RFC 2045 §5.1), with continuations and charsets (RFC 2231).
final class ParameterReader {
    private static final int MAX_PARAMETERS = 100;

    private final String text;
    private int position;

    ParameterReader(String text) {
        this.text = text;
    }

    /// The next token in lower case; empty when there is none.
    String token() {
        skipSpace();
        int from = position;
        while (position < text.length() && isToken(text.charAt(position))) {
            position++;
        }
        return text.substring(from, position).toLowerCase(Locale.ROOT);
    }

    boolean skip(char c) {
        skipSpace();
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    List<Parameter> parameters() {
        var parameters = new ArrayList<Parameter>(4);
        while (position < text.length() && parameters.size() < MAX_PARAMETERS) {
            if (!skip(';')) {
                position++;
                continue;
            }
            var name = token();
            if (!name.isEmpty() && skip('=')) {
                parameters.add(new Parameter(name, value()));
            }
        }
        return List.copyOf(parameters);
    }

    private String value() {
        skipSpace();
        if (position < text.length() && text.charAt(position) == '"') {
            return quoted();
        }
        int end = text.indexOf(';', position);
        int from = position;
        position = end < 0 ? text.length() : end;
        return text.substring(from, position).strip();
    }

    private String quoted() {
        var value = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                break;
            }
            // Windows software sends paths: only quotes and backslashes are escapes in practice.
            if (c == '\\' && position < text.length() && "\"\\".indexOf(text.charAt(position)) >= 0) {
                c = text.charAt(position++);
            }
            value.append(c);
        }
        return value.toString();
    }

    private void skipSpace() {
        int depth = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0 && c > ' ') {
                return;
            }
            position++;
        }
    }

    private static boolean isToken(char c) {
        return c > ' ' && c != 0x7F && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }

    /// The value of a parameter: in RFC 2231's pieces, or plain, then with RFC 2047's words decoded.
    static Optional<String> decoded(List<Parameter> parameters, String name) {
        var pieces = new Pieces();
        if (pieces.add(parameters, name + "*")) {
            return Optional.of(pieces.text());
        }
        for (int i = 0; i < MAX_PARAMETERS; i++) {
            if (!pieces.add(parameters, name + "*" + i) && !pieces.add(parameters, name + "*" + i + "*")) {
                break;
            }
        }
        if (!pieces.isEmpty()) {
            return Optional.of(pieces.text());
        }
        return find(parameters, name).map(EncodedWords::decode);
    }

    private static Optional<String> find(List<Parameter> parameters, String name) {
        for (var parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /// The octets of a value that comes in pieces, and the charset that its first piece names.
    private static final class Pieces {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private String charset = "utf-8";
        private boolean first = true;

        boolean add(List<Parameter> parameters, String name) {
            var value = find(parameters, name);
            if (value.isEmpty()) {
                return false;
            }
            if (name.endsWith("*")) {
                addEncoded(value.get());
            } else {
                octets.writeBytes(value.get().getBytes(StandardCharsets.UTF_8));
            }
            first = false;
            return true;
        }

        private void addEncoded(String value) {
            int from = 0;
            int charsetEnd = first ? value.indexOf('\'') : -1;
            int languageEnd = charsetEnd < 0 ? -1 : value.indexOf('\'', charsetEnd + 1);
            if (languageEnd >= 0) {
                charset = value.substring(0, charsetEnd);
                from = languageEnd + 1;
            }
            for (int i = from; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '%'
                        && i + 2 < value.length()
                        && HexFormat.isHexDigit(value.charAt(i + 1))
                        && HexFormat.isHexDigit(value.charAt(i + 2))) {
                    octets.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
                    i += 2;
                } else {
                    octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                }
            }
        }

        boolean isEmpty() {
            return first;
        }

        String text() {
            return Charsets.decode(octets.toByteArray(), charset);
        }
    }
}
