package org.posthorn.mailctl.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Flags in the names of a Maildir's files, behind `:2,`: one letter each, in the order of the alphabet.
/// Small letters are keywords by Dovecot's file `dovecot-keywords`.
final class MaildirFlags {
    private static final Map<Character, String> FLAGS = Map.of(
            'D', "\\Draft", 'F', "\\Flagged", 'P', "$Forwarded", 'R', "\\Answered", 'S', "\\Seen", 'T', "\\Deleted");
    private static final String MARK = ":2,";

    private MaildirFlags() {}

    /// The part of a file's name that never changes.
    static String unique(String fileName) {
        int mark = fileName.indexOf(':');
        return mark < 0 ? fileName : fileName.substring(0, mark);
    }

    /// @param keywords of small letters
    static List<String> read(String fileName, Map<Character, String> keywords) {
        var flags = new ArrayList<String>();
        int mark = fileName.indexOf(MARK);
        if (mark >= 0) {
            for (char letter : fileName.substring(mark + MARK.length()).toCharArray()) {
                var own = FLAGS.get(letter);
                var flag = own == null ? keywords.get(letter) : own;
                if (flag != null) {
                    flags.add(flag);
                }
            }
        }
        return flags;
    }

    /// The part of a file's name that tells the flags.
    ///
    /// @param keywords which letters stand for which keywords; what has no letter yet gets one while there
    /// are any
    static String write(List<String> flags, Map<String, Character> keywords) {
        var letters = new ArrayList<Character>();
        for (var flag : flags) {
            FLAGS.forEach((letter, name) -> {
                if (name.equalsIgnoreCase(flag)) {
                    letters.add(letter);
                }
            });
            if (FLAGS.values().stream().noneMatch(flag::equalsIgnoreCase)) {
                if (!keywords.containsKey(flag) && keywords.size() < 26) {
                    keywords.put(flag, (char) ('a' + keywords.size()));
                }
                if (keywords.containsKey(flag)) {
                    letters.add(keywords.get(flag));
                }
            }
        }
        var text = new StringBuilder(MARK);
        letters.stream().distinct().sorted().forEach(text::append);
        return text.toString();
    }

    /// The lines of a file `dovecot-keywords`: a number, a space, and the keyword.
    static Map<Character, String> keywords(List<String> lines) {
        var keywords = new HashMap<Character, String>();
        for (var line : lines) {
            var parts = line.split(" ", 2);
            if (parts.length == 2 && parts[0].matches("\\d|1\\d|2[0-5]")) {
                keywords.put((char) ('a' + Integer.parseInt(parts[0])), parts[1].strip());
            }
        }
        return keywords;
    }
}
