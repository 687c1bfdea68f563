package org.posthorn.runtime.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How often each of many subjects did something within a window. What is over is forgotten by itself; past a number of
/// subjects those that were quiet for the longest time are. Safe for use by many threads.
public final class Tally {
    private final long window;
    private final int most;
    /// Guarded by this; those that were touched last come last.
    private final Map<String, SlidingWindow> subjects = new LinkedHashMap<>(16, 0.75f, true);

    /// @param most subjects
    public Tally(Duration window, int most) {
        this.window = window.toMillis();
        this.most = most;
    }

    /// A subject and what it did.
    public record Count(String subject, long count, Instant last) {}

    /// Counts one when the subject is below its limit.
    ///
    /// @param limit below zero is none
    /// @return whether it was
    public synchronized boolean take(String subject, Instant now, long limit) {
        if (limit >= 0 && count(subject, now) >= limit) {
            return false;
        }
        add(subject, now, 1);
        return true;
    }

    /// Takes back what was taken at a time: it did not come to pass.
    public synchronized void takeBack(String subject, Instant taken) {
        var found = subjects.get(subject);
        if (found != null) {
            found.takeBack(taken.toEpochMilli());
        }
    }

    /// Adds what somebody else counted.
    public synchronized void add(String subject, Instant time, int count) {
        var found = subjects.get(subject);
        if (found == null) {
            found = new SlidingWindow();
            subjects.put(subject, found);
            forget(time.toEpochMilli());
        }
        found.add(time.toEpochMilli(), count);
    }

    /// How often within the window that ends now.
    public synchronized long count(String subject, Instant now) {
        var found = subjects.get(subject);
        return found == null ? 0 : found.since(now.toEpochMilli() - window);
    }

    /// Those that did the most, the first of them first.
    public synchronized List<Count> top(int number, Instant now) {
        long before = now.toEpochMilli() - window;
        return subjects.entrySet().stream()
                .map(e -> new Count(
                        e.getKey(),
                        e.getValue().since(before),
                        Instant.ofEpochMilli(e.getValue().last())))
                .filter(count -> count.count() > 0)
                .sorted(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::subject))
                .limit(number)
                .toList();
    }

    /// Drops every subject that did nothing within the window.
    public synchronized void sweep(Instant now) {
        long before = now.toEpochMilli() - window;
        subjects.values().removeIf(found -> found.since(before) == 0);
    }

    public synchronized int size() {
        return subjects.size();
    }

    /// The eldest go first: one that is over, and one more when there are too many.
    private void forget(long now) {
        var eldest = subjects.entrySet().iterator();
        if (eldest.hasNext() && eldest.next().getValue().since(now - window) == 0 && subjects.size() > 1) {
            eldest.remove();
        } else if (subjects.size() > most) {
            eldest.remove();
        }
    }
}
