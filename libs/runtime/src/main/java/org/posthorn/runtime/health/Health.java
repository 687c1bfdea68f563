package org.posthorn.runtime.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/// The parts of one service and how each is. Parts are asked when `/health` is asked; each answers within a second or
/// two and without work that a load balancer's question every few seconds would make dear.
public final class Health {
    /// The part that says how far the service itself is: starting, running or draining.
    public static final String SERVICE = "service";

    private final Map<String, Supplier<Condition>> parts = new ConcurrentSkipListMap<>();

    private volatile boolean started;

    /// Every part of the service has begun: from now on its API answers.
    public void begun() {
        started = true;
    }

    /// Whether the start is over.
    public boolean hasBegun() {
        return started;
    }

    /// Adds a part, or replaces the one of this name.
    public void add(String name, Supplier<Condition> part) {
        parts.put(name, part);
    }

    public void remove(String name) {
        parts.remove(name);
    }

    /// Asks every part.
    public Report report() {
        var conditions = new LinkedHashMap<String, Condition>();
        parts.forEach((name, part) -> conditions.put(name, ask(part)));
        return Report.of(conditions);
    }

    /// Asks one part.
    public Report report(String name) {
        return Report.of(Map.of(name, ask(parts.getOrDefault(name, () -> Condition.unwell("not there")))));
    }

    private static Condition ask(Supplier<Condition> part) {
        try {
            return part.get();
        } catch (RuntimeException e) {
            return Condition.unwell(String.valueOf(e.getMessage()));
        }
    }

    /// The answer to `/health`.
    ///
    /// @param status `UP` or `DOWN`
    public record Report(String status, Map<String, Condition> parts) {
        static Report of(Map<String, Condition> parts) {
            return new Report(parts.values().stream().allMatch(Condition::well) ? "UP" : "DOWN", parts);
        }

        public boolean well() {
            return status.equals("UP");
        }
    }
}
