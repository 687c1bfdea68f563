package org.posthorn.testing;

import java.util.regex.Pattern;

/// A line with `{...}` where any text may stand.
final class LinePattern {
    private static final String ANY = "{...}";

    private LinePattern() {}

    static boolean matches(String pattern, String line) {
        var parts = pattern.split(Pattern.quote(ANY), -1);
        if (parts.length == 1) {
            return pattern.equals(line);
        }
        if (!line.startsWith(parts[0])) {
            return false;
        }
        var at = parts[0].length();
        for (var i = 1; i < parts.length - 1; i++) {
            var found = line.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        var last = parts[parts.length - 1];
        return line.length() - last.length() >= at && line.endsWith(last);
    }
}
