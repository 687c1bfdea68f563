package org.posthorn.mailbox.imap.grammar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Dates as IMAP writes them (RFC 9051 §9): `"17-Jul-1996 02:44:25 -0700"` and `1-Feb-1994`.
public final class ImapDates {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private ImapDates() {}

    /// A day, or nothing when it is malformed.
    static Optional<LocalDate> day(String text) {
        var parts = text.strip().split("-", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(number(parts[2]), month(parts[1]), number(parts[0])));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// A time, or nothing when it is malformed.
    static Optional<Instant> time(String text) {
        var parts = text.strip().split(" ", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            var clock = parts[1].split(":", -1);
            var day = day(parts[0]);
            if (clock.length != 3 || day.isEmpty()) {
                return Optional.empty();
            }
            var local = day.get().atTime(number(clock[0]), number(clock[1]), number(clock[2]));
            return Optional.of(local.toInstant(ZoneOffset.of(parts[2])));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// A time in UTC, with its quotes.
    public static String format(Instant instant) {
        var t = OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        var text = new StringBuilder(28).append('"');
        two(text, t.getDayOfMonth());
        text.append('-').append(MONTHS.get(t.getMonthValue() - 1)).append('-');
        int year = Math.clamp(t.getYear(), 0, 9_999);
        two(text, year / 100);
        two(text, year % 100);
        text.append(' ');
        two(text, t.getHour());
        text.append(':');
        two(text, t.getMinute());
        text.append(':');
        two(text, t.getSecond());
        return text.append(" +0000\"").toString();
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static int month(String name) {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).equalsIgnoreCase(name)) {
                return i + 1;
            }
        }
        throw new DateTimeException("no month");
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new NumberFormatException();
        }
        return Integer.parseInt(digits);
    }
}
