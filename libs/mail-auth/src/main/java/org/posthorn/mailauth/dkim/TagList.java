package org.posthorn.mailauth.dkim;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `name=value; name=value` (RFC 6376 §3.2). Names are case-sensitive and may stand once; values keep
/// their inner white space, since only the reader of a tag knows whether it means something.
public final class TagList {
    private final Map<String, String> tags;

    private TagList(Map<String, String> tags) {
        this.tags = tags;
    }

    /// Empty for text that is not a tag list.
    public static Optional<TagList> parse(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        var start = 0;
        while (start <= text.length()) {
            var semicolon = text.indexOf(';', start);
            var end = semicolon < 0 ? text.length() : semicolon;
            var equals = text.indexOf('=', start);
            if (equals >= 0 && equals < end) {
                var name = trim(text.substring(start, equals));
                if (!isName(name) || tags.put(name, trim(text.substring(equals + 1, end))) != null) {
                    return Optional.empty();
                }
            } else if (!trim(text.substring(start, end)).isEmpty()) {
                return Optional.empty();
            }
            start = end + 1;
        }
        return Optional.of(new TagList(tags));
    }

    /// The value of a tag as written.
    public Optional<String> find(String name) {
        return Optional.ofNullable(tags.get(name));
    }

    /// Whether the first tag has this name.
    public boolean startsWith(String name) {
        return !tags.isEmpty() && tags.keySet().iterator().next().equals(name);
    }

    /// The value without any white space: for base64 and lists, which may be folded anywhere.
    public Optional<String> compact(String name) {
        return find(name).map(TagList::withoutWhiteSpace);
    }

    /// A colon-separated list has this item, in any case (RFC 6376 §3.6.1).
    boolean lists(String name, String item, boolean whenAbsent) {
        return compact(name)
                .map(value -> (":" + value.toLowerCase(Locale.ROOT) + ":").contains(":" + item + ":"))
                .orElse(whenAbsent);
    }

    static String withoutWhiteSpace(String value) {
        var kept = new StringBuilder(value.length());
        for (var i = 0; i < value.length(); i++) {
            if (!isWhiteSpace(value.charAt(i))) {
                kept.append(value.charAt(i));
            }
        }
        return kept.toString();
    }

    private static String trim(String value) {
        var start = 0;
        var end = value.length();
        while (start < end && isWhiteSpace(value.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isName(String name) {
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            var letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            var other = c == '_' || (c >= '0' && c <= '9');
            if (!letter && (i == 0 || !other)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
