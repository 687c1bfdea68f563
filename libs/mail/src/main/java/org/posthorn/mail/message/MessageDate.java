package org.posthorn.mail.message;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The date of a message (RFC 5322 §3.3), written strictly and read as the world writes it: with or without the day's
/// name,
/// seconds and zone, with years of two digits and named zones (RFC 5322 §4.3).
public final class MessageDate {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private MessageDate() {}

    /// `Sat, 21 Nov 2026 10:06:07 +0000`.
    public static String format(OffsetDateTime date) {
        var text = new StringBuilder(32)
                .append(DAYS[date.getDayOfWeek().getValue() - 1])
                .append(", ")
                .append(date.getDayOfMonth())
                .append(' ')
                .append(MONTHS[date.getMonthValue() - 1])
                .append(' ')
                .append(date.getYear())
                .append(' ');
        twoDigits(text, date.getHour()).append(':');
        twoDigits(text, date.getMinute()).append(':');
        twoDigits(text, date.getSecond()).append(' ');
        int minutes = date.getOffset().getTotalSeconds() / 60;
        text.append(minutes < 0 ? '-' : '+');
        twoDigits(text, Math.abs(minutes) / 60);
        return twoDigits(text, Math.abs(minutes) % 60).toString();
    }

    /// Reads a date; empty when no day, month and year can be found in it.
    public static Optional<OffsetDateTime> parse(String text) {
        var words = words(text);
        int i = !words.isEmpty() && !isNumber(words.getFirst()) ? 1 : 0;
        if (words.size() < i + 3) {
            return Optional.empty();
        }
        int day = number(words.get(i));
        int month = month(words.get(i + 1));
        int year = year(words.get(i + 2));
        var time = words.size() > i + 3 ? words.get(i + 3).split(":", -1) : new String[] {"0", "0"};
        if (day < 0 || month < 0 || year < 0 || time.length < 2 || time.length > 3) {
            return Optional.empty();
        }
        var zone = words.size() > i + 4 ? zone(words.get(i + 4)) : ZoneOffset.UTC;
        int second = time.length == 3 ? Math.min(number(time[2]), 59) : 0;
        try {
            return Optional.of(OffsetDateTime.of(year, month, day, number(time[0]), number(time[1]), second, 0, zone));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static StringBuilder twoDigits(StringBuilder text, int value) {
        return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    /// Words between white space, commas and hyphens of dates such as `21-Nov-2026`, without comments.
    private static List<String> words(String text) {
        var words = new ArrayList<String>(8);
        var word = new StringBuilder();
        int depth = 0;
        for (int i = 0; i <= text.length() && words.size() < 8; i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                take(c, word, words);
            }
        }
        return words;
    }

    private static void take(char c, StringBuilder word, List<String> words) {
        boolean dateHyphen = c == '-' && !word.isEmpty() && words.size() < 4;
        if (c > ' ' && c != ',' && !dateHyphen) {
            word.append(word.length() < 16 ? String.valueOf(c) : "");
        } else if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isNumber(String word) {
        return number(word) >= 0;
    }

    private static int number(String word) {
        if (word.isEmpty() || word.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int month(String word) {
        if (word.length() < 3) {
            return -1;
        }
        for (int i = 0; i < MONTHS.length; i++) {
            if (MONTHS[i].regionMatches(true, 0, word, 0, 3)) {
                return i + 1;
            }
        }
        return -1;
    }

    /// RFC 5322 §4.3: two digits up to 49 are of this century; three digits count from 1900.
    private static int year(String word) {
        int year = number(word);
        if (year >= 1000 || year < 0) {
            return year;
        }
        return year <= 49 ? year + 2000 : year + 1900;
    }

    private static ZoneOffset zone(String word) {
        if (word.length() == 5 && (word.charAt(0) == '+' || word.charAt(0) == '-')) {
            int value = number(word.substring(1));
            int minutes = value < 0 ? 0 : value / 100 * 60 + value % 100;
            int signed = word.charAt(0) == '-' ? -minutes : minutes;
            return Math.abs(signed) <= 18 * 60 ? ZoneOffset.ofTotalSeconds(signed * 60) : ZoneOffset.UTC;
        }
        return ZoneOffset.ofHours(
                switch (word.toUpperCase(Locale.ROOT)) {
                    case "EDT" -> -4;
                    case "EST", "CDT" -> -5;
                    case "CST", "MDT" -> -6;
                    case "MST", "PDT" -> -7;
                    case "PST" -> -8;
                    default -> 0;
                });
    }
}
