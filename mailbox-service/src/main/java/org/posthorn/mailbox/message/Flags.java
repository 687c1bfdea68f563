package org.posthorn.mailbox.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The system flags (RFC 9051 §2.3.2) as bits of a column.
public final class Flags {
    public static final int SEEN = 1;
    public static final int ANSWERED = 2;
    public static final int FLAGGED = 4;
    public static final int DELETED = 8;
    public static final int DRAFT = 16;

    private static final List<String> NAMES = List.of("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft");

    private Flags() {}

    /// The bit of a system flag, whatever its case; empty for a keyword.
    public static Optional<Integer> bit(String name) {
        for (int i = 0; i < NAMES.size(); i++) {
            if (NAMES.get(i).equalsIgnoreCase(name)) {
                return Optional.of(1 << i);
            }
        }
        return Optional.empty();
    }

    /// Bits and keywords as IMAP writes them.
    public static List<String> names(int bits, List<String> keywords) {
        var names = new ArrayList<String>();
        for (int i = 0; i < NAMES.size(); i++) {
            if ((bits & 1 << i) != 0) {
                names.add(NAMES.get(i));
            }
        }
        names.addAll(keywords);
        return names;
    }

    /// Whether a text can be a keyword: an atom (RFC 9051 §9) of at most 64 characters that is no system flag.
    public static boolean isKeyword(String name) {
        return !name.isEmpty()
                && name.length() <= 64
                && name.chars().allMatch(c -> c > ' ' && c < 0x7F && "(){%*\"\\]".indexOf(c) < 0)
                && !name.toLowerCase(Locale.ROOT).equals("recent");
    }
}
