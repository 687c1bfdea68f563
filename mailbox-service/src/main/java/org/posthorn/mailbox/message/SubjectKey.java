package org.posthorn.mailbox.message;

import java.util.Locale;
import java.util.Set;

/// A subject without what replies, forwards and mailing lists put around it (RFC 5256 §2.1), white space folded, in
/// lower case. Also without the words that clients of other languages write for `Re:` and `Fwd:`.
///
/// @param reply whether something said that it is a reply or a forward
public record SubjectKey(String text, boolean reply) {
    private static final Set<String> PREFIXES =
            Set.of("re", "fw", "fwd", "aw", "wg", "sv", "vs", "vb", "antw", "rif", "tr", "ref", "res", "enc");
    private static final String TRAILER = "(fwd)";
    private static final String FORWARDED = "[fwd:";

    /// @param subject decoded
    public static SubjectKey of(String subject) {
        var rest = folded(subject.toLowerCase(Locale.ROOT));
        boolean reply = false;
        while (true) {
            var step = withoutTrailers(rest);
            reply |= !step.equals(rest);
            var led = withoutLeaders(step);
            reply |= led.reply;
            rest = led.text;
            if (!(rest.startsWith(FORWARDED) && rest.endsWith("]"))) {
                return new SubjectKey(rest, reply);
            }
            rest = rest.substring(FORWARDED.length(), rest.length() - 1).strip();
            reply = true;
        }
    }

    private static String folded(String subject) {
        var folded = new StringBuilder(subject.length());
        for (int i = 0; i < subject.length(); i++) {
            char c = subject.charAt(i);
            boolean space = Character.isWhitespace(c);
            boolean again = space && (folded.isEmpty() || folded.charAt(folded.length() - 1) == ' ');
            if (!again) {
                folded.append(space ? ' ' : c);
            }
        }
        return folded.toString().strip();
    }

    private static String withoutTrailers(String subject) {
        var rest = subject;
        while (rest.endsWith(TRAILER)) {
            rest = rest.substring(0, rest.length() - TRAILER.length()).strip();
        }
        return rest;
    }

    private static SubjectKey withoutLeaders(String subject) {
        var rest = subject;
        boolean reply = false;
        while (true) {
            int leader = leader(rest);
            if (leader > 0) {
                rest = rest.substring(leader).strip();
                reply = true;
                continue;
            }
            int blob = blob(rest, 0);
            if (blob == 0 || blob == rest.length() || rest.startsWith(FORWARDED)) {
                return new SubjectKey(rest, reply);
            }
            rest = rest.substring(blob);
        }
    }

    /// The index behind `[list] Re[2]:`, or 0.
    private static int leader(String subject) {
        int at = 0;
        for (int blob = blob(subject, at); blob > at; blob = blob(subject, at)) {
            at = blob;
        }
        int letters = at;
        while (letters < subject.length() && Character.isLetter(subject.charAt(letters))) {
            letters++;
        }
        if (!PREFIXES.contains(subject.substring(at, letters))) {
            return 0;
        }
        int end = spaces(subject, letters);
        end = blob(subject, end);
        return end < subject.length() && subject.charAt(end) == ':' ? end + 1 : 0;
    }

    /// The index behind a `[…]` and its spaces, or `from` when there is none.
    private static int blob(String subject, int from) {
        if (from >= subject.length() || subject.charAt(from) != '[') {
            return from;
        }
        for (int i = from + 1; i < subject.length(); i++) {
            char c = subject.charAt(i);
            if (c == '[') {
                return from;
            }
            if (c == ']') {
                return spaces(subject, i + 1);
            }
        }
        return from;
    }

    private static int spaces(String subject, int from) {
        int at = from;
        while (at < subject.length() && subject.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
