package org.posthorn.gateway.page;

import java.util.regex.Pattern;

/// What strangers wrote for one line of a page: a name, a subject, the name of a file. Pure.
public final class OneLine {
    /// They turn the direction of what follows (UAX #9 §2), so that `exe.pdf` can be read where `fdp.exe` is written.
    /// Marks that turn nothing (U+200E, U+200F, U+061C) stand in names and subjects of many languages, and stay.
    private static final Pattern TURNS = Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069]+");

    /// Blanks of all kinds and what has no width; the filler of Hangul is seen as a blank.
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Z}\\p{Cf}\\u3164]*");

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    private OneLine() {}

    /// The text in the order in which it is written, without what ends a line.
    public static String of(String text) {
        return CONTROLS.matcher(TURNS.matcher(text).replaceAll("")).replaceAll(" ");
    }

    /// The text, or other words where nothing of it is to be seen.
    public static String of(String text, String empty) {
        var line = of(text);
        return isUnseen(line) ? empty : line;
    }

    /// Whether nothing of it is to be seen.
    static boolean isUnseen(String line) {
        return UNSEEN.matcher(line).matches();
    }
}
