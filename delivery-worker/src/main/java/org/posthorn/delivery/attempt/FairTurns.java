package org.posthorn.delivery.attempt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Who waits, by sending account; the accounts take turns, so that one with many messages delays another by
/// one message and not by all of them. Pure; the lane's lock guards it.
final class FairTurns<W> {
    private final Map<String, Deque<W>> waiting = new LinkedHashMap<>();
    private int size;

    void add(String account, W waiter) {
        waiting.computeIfAbsent(account, _ -> new ArrayDeque<>()).addLast(waiter);
        size++;
    }

    /// The next one; its account goes to the end of the line.
    Optional<W> next() {
        var first = waiting.entrySet().iterator();
        if (!first.hasNext()) {
            return Optional.empty();
        }
        var entry = first.next();
        var account = entry.getKey();
        var line = entry.getValue();
        first.remove();
        var waiter = line.removeFirst();
        size--;
        if (!line.isEmpty()) {
            waiting.put(account, line);
        }
        return Optional.of(waiter);
    }

    /// Who would be next.
    Optional<W> peek() {
        var first = waiting.values().iterator();
        return first.hasNext() ? Optional.of(first.next().getFirst()) : Optional.empty();
    }

    void remove(String account, W waiter) {
        var line = waiting.get(account);
        if (line != null && line.remove(waiter)) {
            size--;
            if (line.isEmpty()) {
                waiting.remove(account);
            }
        }
    }

    int size() {
        return size;
    }
}
