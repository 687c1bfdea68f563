package org.posthorn.allinone;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the benchmarks need: their users, routes to their sinks, no limits that would measure themselves, quick
/// retries. Durability stays as it is for everybody.
final class BenchProfile {
    static final String PASSWORD = "bench";
    static final List<String> SETTINGS = List.of(
            "--mail.domain=bench.test",
            "--mail.max-message-size=25MB",
            "--smtp.any-sender=true",
            "--credits.price=0",
            "--mailbox.password-length=5",
            "--mailbox.auth-ratelimit=1000000/minute",
            "--imap.max-sessions-per-account=1000",
            "--imap.max-connections-per-client=20000",
            "--delivery.routes=" + sinks(),
            "--delivery.first-retry=10s",
            "--delivery.longest-retry=30s");

    private static final int USERS = 50;
    private static final int SINKS = 20;

    private BenchProfile() {}

    /// `sinkN.test` is the sink on port 4100 + N.
    private static String sinks() {
        return IntStream.rangeClosed(1, SINKS)
                .mapToObj(number -> "sink" + number + ".test=127.0.0.1:" + (4100 + number))
                .collect(Collectors.joining(","));
    }

    static List<String> users() {
        return IntStream.rangeClosed(1, USERS)
                .mapToObj(number -> "u" + number + "@bench.test")
                .toList();
    }
}
