package org.posthorn.gateway.page;

import java.util.regex.Pattern;

/// What strangers wrote for one line of a page: a name, a subject, the name of a file. Pure.
public final class OneLine {
    /// They turn the direction of what follows (UAX #9 §2), so that `exe.pdf` can be read where `fdp.exe` is written.
    private static final Pattern TURNS = Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]+");

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    private OneLine() {}

    /// The text in the order in which it is written, without what ends a line.
    public static String of(String text) {
        return CONTROLS.matcher(TURNS.matcher(text).replaceAll("")).replaceAll(" ");
    }

    /// The text, or other words where nothing of it is to be seen.
    public static String of(String text, String empty) {
        var line = of(text);
        return line.isBlank() ? empty : line;
    }
}
