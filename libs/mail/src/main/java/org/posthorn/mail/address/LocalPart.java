package org.posthorn.mail.address;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mail.Parsed;

/// What stands before the `@`, without its quoting: `"john doe"` is held as `john doe` (RFC 5321 §4.1.2).
///
/// RFC 5321 §4.5.3.1.1 asks for at least 64 octets and advises against lower limits; bulk senders' bounce addresses
/// are often longer, so 255 are taken.
///
/// @param value the characters meant, unquoted
public record LocalPart(String value) {
    private static final int MAX_OCTETS = 255;
    private static final String ATOM_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    /// Reads a dot-atom or a quoted string.
    public static Parsed<LocalPart> parse(String text) {
        if (text.isEmpty()) {
            return Parsed.malformed("The address has no local part");
        }
        var value = text.charAt(0) == '"' ? unquoted(text) : dotAtom(text);
        return value.flatMap(v -> v.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS
                ? Parsed.malformed("The local part has more than 255 octets")
                : Parsed.ok(new LocalPart(v)));
    }

    /// The form under which accounts are looked up: composed characters in lower case.
    public String key() {
        var lower = value.toLowerCase(Locale.ROOT);
        return isAscii() ? lower : Normalizer.normalize(lower, Normalizer.Form.NFC);
    }

    /// The part before the first `separator`, for subaddressing (RFC 5233): `alice+shop` gives `alice`.
    public LocalPart withoutTag(char separator) {
        int at = value.indexOf(separator);
        return at <= 0 ? this : new LocalPart(value.substring(0, at));
    }

    /// The part behind the first `separator`, when there is one behind a name.
    public Optional<String> tag(char separator) {
        int at = value.indexOf(separator);
        return at <= 0 ? Optional.empty() : Optional.of(value.substring(at + 1));
    }

    public boolean isAscii() {
        return value.chars().allMatch(c -> c < 0x80);
    }

    /// The local part as it stands in a command: quoted only where it must be.
    @Override
    public String toString() {
        if (dotAtom(value) instanceof Parsed.Ok<String>) {
            return value;
        }
        var quoted = new StringBuilder(value.length() + 4).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    private static Parsed<String> dotAtom(String text) {
        boolean atomIsEmpty = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (atomIsEmpty) {
                    return Parsed.malformed("The local part has an empty word");
                }
                atomIsEmpty = true;
            } else if (isAtomCharacter(c)) {
                atomIsEmpty = false;
            } else {
                return Parsed.malformed("The local part has a character that must be quoted");
            }
        }
        return atomIsEmpty ? Parsed.malformed("The local part has an empty word") : Parsed.ok(text);
    }

    private static Parsed<String> unquoted(String text) {
        var value = new StringBuilder(text.length());
        int i = 1;
        while (i < text.length() - 1) {
            char c = text.charAt(i);
            if (c == '\\') {
                c = text.charAt(++i);
                if (i == text.length() - 1 || c < ' ' || c >= 0x7F) {
                    return Parsed.malformed("The quoted local part has a bad escape");
                }
            } else if (c == '"' || isControl(c)) {
                return Parsed.malformed("The quoted local part has a character that must be escaped");
            }
            value.append(c);
            i++;
        }
        if (text.length() < 2 || text.charAt(text.length() - 1) != '"') {
            return Parsed.malformed("The quoted local part does not end");
        }
        return Parsed.ok(value.toString());
    }

    private static boolean isControl(char c) {
        return c < ' ' || (c >= 0x7F && c < 0xA0);
    }

    private static boolean isAtomCharacter(char c) {
        if (c >= 0x80) {
            return isUtf8Character(c);
        }
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || ATOM_SPECIALS.indexOf(c) >= 0;
    }

    /// RFC 6531 §3.3 takes any UTF-8; control, space and direction characters only serve to deceive readers.
    private static boolean isUtf8Character(char c) {
        return Character.isSurrogate(c)
                || switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT -> c == 0x200C || c == 0x200D;
                    case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
                    case Character.UNASSIGNED, Character.PRIVATE_USE -> false;
                    default -> true;
                };
    }
}
