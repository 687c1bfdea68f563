package org.posthorn.gateway.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Times for people: the shortest form that is not ambiguous.
public final class When {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEE", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm", Locale.ENGLISH);

    private When() {}

    /// `09:12` today, `Fri` within the last week, `12 Nov` this year, `12 Nov 2024` before.
    public static String brief(Instant at, Instant now, ZoneId zone) {
        var then = at.atZone(zone);
        var today = now.atZone(zone).toLocalDate();
        long days = ChronoUnit.DAYS.between(then.toLocalDate(), today);
        if (days <= 0) {
            return (days == 0 ? TIME : DATE).format(then);
        }
        if (days < 7) {
            return WEEKDAY.format(then);
        }
        return (then.getYear() == today.getYear() ? DAY : DATE).format(then);
    }

    public static String full(Instant at, ZoneId zone) {
        return FULL.format(at.atZone(zone));
    }

    /// How far away: `in 5 min`, `now`, `2 h ago`.
    public static String distance(Instant at, Instant now) {
        long seconds = at.getEpochSecond() - now.getEpochSecond();
        if (seconds == 0) {
            return "now";
        }
        var length = length(Math.abs(seconds));
        return seconds > 0 ? "in " + length : length + " ago";
    }

    /// The same for what is still to come: `now` when its time is over and it was not done yet.
    public static String coming(Instant at, Instant now) {
        return at.isAfter(now) ? distance(at, now) : "now";
    }

    private static String length(long seconds) {
        if (seconds < 90) {
            return seconds + " s";
        }
        if (seconds < 90 * 60) {
            return (seconds + 30) / 60 + " min";
        }
        return seconds < 48 * 3_600 ? (seconds + 1_800) / 3_600 + " h" : seconds / 86_400 + " days";
    }
}
