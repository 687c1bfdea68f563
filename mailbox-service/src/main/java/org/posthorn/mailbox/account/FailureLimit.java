package org.posthorn.mailbox.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.runtime.settings.SettingsRefused;

/// How many failures a subject (a client address, an account) may have in some windows of time.
final class FailureLimit {
    /// The eldest subjects are forgotten first.
    private static final int MOST_SUBJECTS = 50_000;

    private record Window(int count, Duration length) {}

    private final List<Window> windows;
    private final int mostCount;
    /// Guarded by this.
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>(16, 0.75f, true);

    private FailureLimit(List<Window> windows) {
        this.windows = windows;
        this.mostCount = windows.stream().mapToInt(Window::count).max().orElse(0);
    }

    /// Reads `10/minute;1000/hour`.
    static FailureLimit parse(String text) {
        var windows = new ArrayList<Window>();
        for (var part : text.split(";")) {
            int slash = part.indexOf('/');
            try {
                windows.add(new Window(Integer.parseInt(part.substring(0, slash).strip()), length(part, slash)));
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new SettingsRefused(
                        "Write a limit of failed logins as 10/minute;100/hour, not \"" + text + "\".");
            }
        }
        return new FailureLimit(windows);
    }

    private static Duration length(String part, int slash) {
        return switch (part.substring(slash + 1).strip()) {
            case "second" -> Duration.ofSeconds(1);
            case "minute" -> Duration.ofMinutes(1);
            case "hour" -> Duration.ofHours(1);
            case "day" -> Duration.ofDays(1);
            default -> throw new IllegalArgumentException(part);
        };
    }

    synchronized boolean exceeded(String subject, Instant now) {
        var times = failures.get(subject);
        if (times == null) {
            return false;
        }
        for (var window : windows) {
            var since = now.minus(window.length());
            if (times.stream().filter(since::isBefore).count() >= window.count()) {
                return true;
            }
        }
        return false;
    }

    synchronized void failed(String subject, Instant now, int count) {
        var times = failures.computeIfAbsent(subject, _ -> new ArrayDeque<>());
        for (int i = 0; i < Math.min(count, mostCount); i++) {
            times.addLast(now);
        }
        while (times.size() > mostCount) {
            times.removeFirst();
        }
        if (failures.size() > MOST_SUBJECTS) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized void forget(String subject) {
        failures.remove(subject);
    }
}
