package org.posthorn.mailbox.folder;

import java.util.Arrays;
import java.util.Optional;

/// What a folder may be called, whoever asks: levels stand between slashes. What other systems and file systems read as
/// something else (`.`, `..`, wildcards, control characters) is no name here.
public final class FolderNames {
    private static final int LONGEST = 200;
    private static final int DEEPEST = 20;
    private static final int REPLACEMENT = 0xFFFD;

    private static final String INBOX = "INBOX";

    private FolderNames() {}

    /// The name under which a folder is stored: INBOX in capitals, by itself and as the first level (RFC 9051 §5.1).
    public static String stored(String name) {
        if (name.equalsIgnoreCase(INBOX)) {
            return INBOX;
        }
        boolean below = name.regionMatches(true, 0, INBOX + "/", 0, INBOX.length() + 1);
        return below ? INBOX + name.substring(INBOX.length()) : name;
    }

    /// What is wrong with a name that a folder is to get, as a sentence without its full stop; empty when nothing is.
    public static Optional<String> fault(String name) {
        if (name.isBlank()) {
            return Optional.of("A folder needs a name");
        }
        if (name.length() > LONGEST) {
            return Optional.of("The name of a folder has at most " + LONGEST + " characters");
        }
        if (!name.codePoints().allMatch(FolderNames::isAllowed)) {
            return Optional.of("The name of a folder has no control characters in it, and no * or %");
        }
        var levels = name.split("/", -1);
        if (levels.length > DEEPEST) {
            return Optional.of("The name of a folder has at most " + DEEPEST + " levels");
        }
        if (Arrays.asList(levels).contains("")) {
            return Optional.of("No level of a folder's name is empty");
        }
        if (Arrays.stream(levels).anyMatch(level -> level.equals(".") || level.equals(".."))) {
            return Optional.of("No level of a folder's name is \".\" or \"..\"");
        }
        return Optional.empty();
    }

    /// Half a surrogate pair, and what stands for octets that are no text, are in no name either.
    private static boolean isAllowed(int c) {
        return !Character.isISOControl(c)
                && c != '*'
                && c != '%'
                && c != REPLACEMENT
                && Character.getType(c) != Character.SURROGATE;
    }
}
