package org.posthorn.mail.address;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.posthorn.mail.Parsed;

/// A domain name, held as lower-case A-labels and shown as U-labels (RFC 5890 §2.3.2.1).
///
/// Names are mapped as RFC 5895 advises (lower case, full width to half width, normalised) before they become A-labels,
/// so
/// `Bücher.Example` and `xn--bcher-kva.example` are equal. The deviation characters of IDNA 2003 (`ß`, `ς`) stay
/// themselves.
///
/// @param ascii the name in A-labels, lower case, without a final dot
public record Domain(String ascii) implements Host {
    /// RFC 1035 §2.3.4: 255 octets on the wire leave 253 characters.
    private static final int MAX_NAME = 253;

    private static final int MAX_LABEL = 63;
    private static final String ACE_PREFIX = "xn--";

    /// Reads a domain name in A-labels, U-labels or a mixture.
    public static Parsed<Domain> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_NAME) {
            return Parsed.malformed("A domain name has 1 to 253 characters");
        }
        return isAscii(text) ? checked(lowerCase(text)) : parseInternational(text);
    }

    /// The domain of a name that is known to be good.
    public static Domain of(String text) {
        return parse(text).orElseThrow();
    }

    /// The name as people read it: U-labels where an A-label decodes to a proper one, else the A-label.
    public String unicode() {
        if (!ascii.contains(ACE_PREFIX)) {
            return ascii;
        }
        var shown = new StringBuilder(ascii.length());
        for (var label : ascii.split("\\.", -1)) {
            shown.append(shown.isEmpty() ? "" : ".").append(shownLabel(label));
        }
        return shown.toString();
    }

    /// Whether this is `parent` or a name below it.
    public boolean isWithin(Domain parent) {
        return ascii.equals(parent.ascii) || ascii.endsWith("." + parent.ascii);
    }

    /// The names above it, the nearest first: `a.b.example` is below `b.example` and `example`.
    public List<Domain> parents() {
        var parents = new ArrayList<Domain>();
        for (int dot = ascii.indexOf('.'); dot >= 0; dot = ascii.indexOf('.', dot + 1)) {
            parents.add(new Domain(ascii.substring(dot + 1)));
        }
        return parents;
    }

    @Override
    public String toString() {
        return ascii;
    }

    private static Parsed<Domain> parseInternational(String text) {
        var mapped = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC)
                .replace('\u3002', '.');
        var name = new StringBuilder(mapped.length() + 16);
        for (var label : mapped.split("\\.", -1)) {
            if (!name.isEmpty()) {
                name.append('.');
            }
            if (isAscii(label)) {
                name.append(label);
            } else if (isULabel(label)) {
                name.append(ACE_PREFIX).append(Punycode.encode(label));
            } else {
                return Parsed.malformed("The domain name has a character that names may not have");
            }
        }
        return checked(name.toString());
    }

    private static Parsed<Domain> checked(String name) {
        int labelStart = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (i == labelStart || i - labelStart > MAX_LABEL) {
                    return Parsed.malformed("Each label of a domain name has 1 to 63 characters");
                }
                if (name.charAt(labelStart) == '-' || name.charAt(i - 1) == '-') {
                    return Parsed.malformed("A label of a domain name does not begin or end with a hyphen");
                }
                labelStart = i + 1;
            } else if (!isLetterDigitHyphen(name.charAt(i))) {
                return Parsed.malformed("A domain name has letters, digits and hyphens only");
            }
        }
        return name.length() > MAX_NAME
                ? Parsed.malformed("A domain name has 1 to 253 characters")
                : Parsed.ok(new Domain(name));
    }

    private static boolean isLetterDigitHyphen(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }

    /// RFC 5892 in short: letters, digits, marks, and the few joiners and middle dots with rules of their own.
    private static boolean isULabel(String label) {
        if (Character.getType(label.codePointAt(0)) == Character.NON_SPACING_MARK || label.startsWith("--", 2)) {
            return false;
        }
        return label.codePoints().allMatch(Domain::isULabelCodePoint);
    }

    private static boolean isULabelCodePoint(int c) {
        return Character.isLetterOrDigit(c)
                || c == '-'
                || c == 0xB7
                || c == 0x30FB
                || c == 0x200C
                || c == 0x200D
                || switch (Character.getType(c)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    private static String shownLabel(String label) {
        if (!label.startsWith(ACE_PREFIX)) {
            return label;
        }
        return Punycode.decode(label.substring(ACE_PREFIX.length()))
                .filter(shown -> !isAscii(shown) && isULabel(shown))
                .filter(shown -> parse(shown)
                        .toOptional()
                        .filter(again -> again.ascii.equals(label))
                        .isPresent())
                .orElse(label);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String lowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return text.toLowerCase(Locale.ROOT);
            }
        }
        return text;
    }
}
