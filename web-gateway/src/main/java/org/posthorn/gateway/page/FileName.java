package org.posthorn.gateway.page;

import java.util.regex.Pattern;

/// The name under which a stranger's file is shown and saved: without a path, and with something to be seen. Pure.
public final class FileName {
    private static final Pattern DOTS = Pattern.compile("\\.{0,2}");

    private FileName() {}

    /// @param claimed what the message says (RFC 2183 §2.3: a path in it is no good)
    /// @param other when nothing is left of it
    public static String of(String claimed, String other) {
        var line = OneLine.of(claimed).replace('\\', '/');
        var name = line.substring(line.lastIndexOf('/') + 1).strip();
        return DOTS.matcher(name).matches() || OneLine.isUnseen(name) ? other : name;
    }
}
