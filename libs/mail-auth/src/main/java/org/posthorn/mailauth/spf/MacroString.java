package org.posthorn.mailauth.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mail.Parsed;

/// A text with macros such as `%{i}._spf.%{d2}` (RFC 7208 §7), parsed.
///
/// @param endsInMacro the last thing in it is an expansion, which decides whether it may be a `domain-spec`
record MacroString(List<Piece> pieces, boolean endsInMacro) {
    private static final String LETTERS = "slodiphcrtv";
    private static final String EXPLANATION_ONLY = "crt";
    private static final String DELIMITERS = ".-+,/_=";

    /// The longest domain name (RFC 7208 §7.3).
    private static final int LONGEST_NAME = 253;

    /// A stretch of text, or a macro.
    sealed interface Piece {
        record Text(String text) implements Piece {}

        /// @param keep how many parts are kept, from the right; 0 is all
        record Macro(char letter, boolean urlEscaped, int keep, boolean reversed, String delimiters) implements Piece {}
    }

    /// What the letters stand for.
    @FunctionalInterface
    interface Values {
        String of(char lowerCaseLetter);
    }

    /// Reads a `macro-string`.
    static Parsed<MacroString> parse(String text) {
        return parse(text, false);
    }

    /// Reads an `explain-string`, which may have spaces and three more letters (§6.2, §7.2).
    static Parsed<MacroString> parseExplanation(String text) {
        return parse(text, true);
    }

    /// Reads a `domain-spec`: it ends in a macro or in a top label (§7.1).
    static Parsed<MacroString> parseDomain(String text) {
        return parse(text)
                .flatMap(parsed -> parsed.isDomainSpec()
                        ? Parsed.ok(parsed)
                        : Parsed.malformed("a domain in the SPF record is not one"));
    }

    private static Parsed<MacroString> parse(String text, boolean explanation) {
        List<Piece> pieces = new ArrayList<>();
        var literal = new StringBuilder();
        var endsInMacro = false;
        var at = 0;
        while (at < text.length()) {
            var c = text.charAt(at);
            if (c != '%') {
                if ((c < '!' && !(explanation && c == ' ')) || c > '~') {
                    return Parsed.malformed("the SPF record has a character that it may not have");
                }
                literal.append(c);
                endsInMacro = false;
                at++;
                continue;
            }
            endsInMacro = true;
            var close = text.startsWith("%{", at) ? text.indexOf('}', at) : at + 1;
            var single =
                    close == at + 1 && close < text.length() ? escape(text.charAt(close)) : Optional.<String>empty();
            var macro = close > at + 1 ? macro(text.substring(at + 2, close), explanation) : Optional.<Piece>empty();
            if (single.isEmpty() && macro.isEmpty()) {
                return Parsed.malformed("the SPF record has a macro that is not one");
            }
            single.ifPresent(literal::append);
            macro.ifPresent(piece -> {
                flush(literal, pieces);
                pieces.add(piece);
            });
            at = close + 1;
        }
        flush(literal, pieces);
        return Parsed.ok(new MacroString(List.copyOf(pieces), endsInMacro));
    }

    private static void flush(StringBuilder literal, List<Piece> pieces) {
        if (!literal.isEmpty()) {
            pieces.add(new Piece.Text(literal.toString()));
            literal.setLength(0);
        }
    }

    private static Optional<String> escape(char c) {
        return switch (c) {
            case '%' -> Optional.of("%");
            case '_' -> Optional.of(" ");
            case '-' -> Optional.of("%20");
            default -> Optional.empty();
        };
    }

    /// `letter *DIGIT ["r"] *delimiter`.
    private static Optional<Piece> macro(String inner, boolean explanation) {
        var letter = inner.isEmpty() ? ' ' : Character.toLowerCase(inner.charAt(0));
        var known = explanation || EXPLANATION_ONLY.indexOf(letter) < 0;
        if (LETTERS.indexOf(letter) < 0 || !known) {
            return Optional.empty();
        }
        var at = 1;
        var keep = 0;
        while (at < inner.length() && Character.digit(inner.charAt(at), 10) >= 0) {
            keep = Math.min(keep * 10 + Character.digit(inner.charAt(at), 10), 1000);
            at++;
        }
        if (at > 1 && keep == 0) {
            return Optional.empty();
        }
        var reversed = at < inner.length() && Character.toLowerCase(inner.charAt(at)) == 'r';
        var delimiters = inner.substring(reversed ? at + 1 : at);
        if (!delimiters.chars().allMatch(c -> DELIMITERS.indexOf(c) >= 0)) {
            return Optional.empty();
        }
        return Optional.of(new Piece.Macro(
                letter,
                Character.isUpperCase(inner.charAt(0)),
                keep,
                reversed,
                delimiters.isEmpty() ? "." : delimiters));
    }

    private boolean isDomainSpec() {
        if (endsInMacro) {
            return true;
        }
        if (pieces.isEmpty() || !(pieces.getLast() instanceof Piece.Text(var text))) {
            return false;
        }
        var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        var dot = name.lastIndexOf('.');
        return dot >= 0 && isTopLabel(name.substring(dot + 1));
    }

    private static boolean isTopLabel(String label) {
        if (label.isEmpty() || label.startsWith("-") || label.endsWith("-")) {
            return false;
        }
        var all = label.chars().allMatch(c -> isLetterOrDigit(c) || c == '-');
        return all && !label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /// The text with every macro replaced.
    String expand(Values values) {
        var out = new StringBuilder();
        for (var piece : pieces) {
            switch (piece) {
                case Piece.Text(var text) -> out.append(text);
                case Piece.Macro macro -> out.append(expand(macro, values.of(macro.letter())));
            }
        }
        return out.toString();
    }

    /// The same as a name to look up: labels that do not fit go, from the left (§7.3).
    String expandDomain(Values values) {
        var name = expand(values);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        while (name.length() > LONGEST_NAME && name.indexOf('.') >= 0) {
            name = name.substring(name.indexOf('.') + 1);
        }
        return name;
    }

    private static String expand(Piece.Macro macro, String value) {
        var parts = split(value, macro.delimiters());
        if (macro.reversed()) {
            parts = parts.reversed();
        }
        if (macro.keep() > 0 && macro.keep() < parts.size()) {
            parts = parts.subList(parts.size() - macro.keep(), parts.size());
        }
        var joined = String.join(".", parts);
        return macro.urlEscaped() ? urlEscaped(joined) : joined;
    }

    private static List<String> split(String value, String delimiters) {
        List<String> parts = new ArrayList<>();
        var from = 0;
        for (var i = 0; i <= value.length(); i++) {
            if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(from, i));
                from = i + 1;
            }
        }
        return parts;
    }

    private static String urlEscaped(String text) {
        var out = new StringBuilder(text.length() * 2);
        for (var octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0) {
                out.append((char) octet);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", octet & 0xff));
            }
        }
        return out.toString();
    }
}
