package org.posthorn.mailbox.imap.connection;

/// Patterns of LIST (RFC 9051 §6.3.9): `*` is any text, `%` any text without `/`. Takes time in proportion to pattern
/// and name together, whatever a client writes.
final class Wildcards {
    private Wildcards() {}

    static boolean match(String pattern, String name) {
        // reached[i]: the pattern so far matches the first i characters
        var reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            char c = pattern.charAt(p);
            if (c == '*' || c == '%') {
                spread(reached, name, c == '%');
            } else {
                advance(reached, name, c);
            }
        }
        return reached[name.length()];
    }

    private static void spread(boolean[] reached, String name, boolean oneLevel) {
        for (int i = 0; i < name.length(); i++) {
            if (reached[i] && !(oneLevel && name.charAt(i) == '/')) {
                reached[i + 1] = true;
            }
        }
    }

    private static void advance(boolean[] reached, String name, char c) {
        for (int i = name.length(); i > 0; i--) {
            reached[i] = reached[i - 1] && name.charAt(i - 1) == c;
        }
        reached[0] = false;
    }
}
