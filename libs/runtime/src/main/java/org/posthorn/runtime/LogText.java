package org.posthorn.runtime;

/// What came from outside, for one line of a log: nothing in it ends the line or turns its direction.
public final class LogText {
    private LogText() {}

    public static String of(String text) {
        return text.codePoints().allMatch(LogText::isHarmless)
                ? text
                : text.codePoints()
                        .map(c -> isHarmless(c) ? c : '?')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
