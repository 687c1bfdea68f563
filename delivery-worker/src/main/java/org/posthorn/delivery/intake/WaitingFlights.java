package org.posthorn.delivery.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.posthorn.delivery.queue.QueueStore.Seat;

/// Flights that have not begun, in a line for each seat: one that is full holds up its own line only, and
/// looking for room costs one question for each line. Used by one thread.
final class WaitingFlights {
    private final Map<Seat, Deque<Flight>> lines = new LinkedHashMap<>();

    void add(Flight flight) {
        lines.computeIfAbsent(flight.seat(), _ -> new ArrayDeque<>()).addLast(flight);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /// Takes out what finds room.
    List<Flight> takeWhere(Predicate<Seat> hasRoom) {
        List<Flight> taken = new ArrayList<>();
        lines.forEach((seat, line) -> {
            while (!line.isEmpty() && hasRoom.test(seat)) {
                taken.add(line.removeFirst());
            }
        });
        lines.values().removeIf(Deque::isEmpty);
        return taken;
    }

    /// All that are left.
    List<Flight> all() {
        return lines.values().stream().flatMap(Deque::stream).toList();
    }
}
