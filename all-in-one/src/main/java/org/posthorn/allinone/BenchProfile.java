package org.posthorn.allinone;

import java.util.List;
import java.util.stream.IntStream;

/// What the benchmarks need: their users, routes to their sinks, no limits that would measure themselves, quick
/// retries. Durability stays as it is for everybody.
final class BenchProfile {
    static final String PASSWORD = "bench";
    static final List<String> SETTINGS = List.of(
            "--mail.domain=bench.test",
            "--mail.max-message-size=25MB",
            "--mailbox.password-length=5",
            "--mailbox.auth-ratelimit=1000000/minute",
            "--imap.max-sessions-per-account=1000",
            "--imap.max-connections-per-client=20000");

    private static final int USERS = 50;

    private BenchProfile() {}

    static List<String> users() {
        return IntStream.rangeClosed(1, USERS)
                .mapToObj(number -> "u" + number + "@bench.test")
                .toList();
    }
}
