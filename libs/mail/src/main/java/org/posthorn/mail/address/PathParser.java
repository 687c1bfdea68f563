package org.posthorn.mail.address;

import org.posthorn.mail.Parsed;

/// Reads bracketed paths, `<@relay.example:alice@example.com>` (RFC 5321 §4.1.2). A source route is read and ignored,
/// as
/// RFC 5321 appendix C says.
public final class PathParser {
    /// Two hosts, a source route and quoting at their longest; RFC 5321 §4.5.3.1.3 asks for 256.
    private static final int MAX_LENGTH = 1024;

    private PathParser() {}

    /// The reverse-path of a text with brackets.
    public static Parsed<ReversePath> reversePath(String text) {
        if (text.equals("<>")) {
            return Parsed.ok(ReversePath.NULL);
        }
        return inner(text).flatMap(MailboxAddress::parse).map(ReversePath::of);
    }

    /// The forward-path of a text with brackets; bare names are read, and are the caller's to judge.
    public static Parsed<ForwardPath> forwardPath(String text) {
        return inner(text).flatMap(ForwardPath::parse);
    }

    /// The index behind the path that begins at `from` with `<`, or -1 when it does not end. A `>` in a quoted
    /// local part does not end it.
    public static int endOfPath(String text, int from) {
        int i = from + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '>') {
                return i + 1;
            }
            if (c == '"') {
                i = endOfQuoted(text, i);
                if (i < 0) {
                    return -1;
                }
            } else {
                i++;
            }
        }
        return -1;
    }

    /// The index behind the quoted string that begins at `from`, or -1 when it does not end.
    static int endOfQuoted(String text, int from) {
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    private static Parsed<String> inner(String text) {
        if (text.length() > MAX_LENGTH) {
            return Parsed.malformed("The path is too long");
        }
        if (text.length() < 2 || text.charAt(0) != '<' || endOfPath(text, 0) != text.length()) {
            return Parsed.malformed("A path stands in angle brackets");
        }
        int start = 1;
        if (text.charAt(1) == '@') {
            start = text.indexOf(':') + 1;
            if (start == 0 || !isRoute(text.substring(1, start - 1))) {
                return Parsed.malformed("The source route is malformed");
            }
        }
        return Parsed.ok(text.substring(start, text.length() - 1));
    }

    private static boolean isRoute(String text) {
        for (var hop : text.split(",", -1)) {
            if (!hop.startsWith("@") || !(Domain.parse(hop.substring(1)) instanceof Parsed.Ok<Domain>)) {
                return false;
            }
        }
        return true;
    }
}
