package org.posthorn.gateway.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts failed logins by client and by name, so that passwords cannot be guessed at speed. It remembers the most
/// recent ten thousand of each; mailbox-service has a limit of its own across all protocols.
public final class LoginLimits {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_KEYS = 20_000;

    private final int most;
    private final InstantSource clock;
    private final Map<String, ArrayDeque<Instant>> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<Instant>> eldest) {
            return size() > MOST_KEYS;
        }
    };

    public LoginLimits(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    synchronized boolean allows(String clientIp, String login) {
        var now = clock.instant();
        return recent("ip:" + clientIp, now) < most && recent("login:" + login, now) < most;
    }

    synchronized void failed(String clientIp, String login) {
        var now = clock.instant();
        failures.computeIfAbsent("ip:" + clientIp, _ -> new ArrayDeque<>()).add(now);
        failures.computeIfAbsent("login:" + login, _ -> new ArrayDeque<>()).add(now);
    }

    synchronized void succeeded(String login) {
        failures.remove("login:" + login);
    }

    private int recent(String key, Instant now) {
        var times = failures.get(key);
        if (times == null) {
            return 0;
        }
        while (!times.isEmpty() && times.getFirst().isBefore(now.minus(WINDOW))) {
            times.removeFirst();
        }
        return times.size();
    }
}
