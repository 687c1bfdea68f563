package org.posthorn.delivery.source;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;

/// How many messages a new source may send to one site on each day of its warm-up. Pure.
///
/// @param perDay of the first day, the second, and so on; after the last there is no limit
public record WarmUpPlan(List<Integer> perDay) {
    public WarmUpPlan {
        perDay = List.copyOf(perDay);
        for (int day = 0; day < perDay.size(); day++) {
            if (perDay.get(day) < 1 || (day > 0 && perDay.get(day) < perDay.get(day - 1))) {
                throw new IllegalArgumentException(
                        "a warm-up sends at least one message a day and never fewer than the day before, not "
                                + perDay);
            }
        }
    }

    /// The most messages to one site on a day; absent when the source is warm.
    OptionalInt most(Source source, LocalDate day) {
        if (source.warmUp().isEmpty()) {
            return OptionalInt.empty();
        }
        long age = ChronoUnit.DAYS.between(source.warmUp().get(), day);
        if (age < 0) {
            return OptionalInt.of(0);
        }
        return age < perDay.size() ? OptionalInt.of(perDay.get((int) age)) : OptionalInt.empty();
    }
}
