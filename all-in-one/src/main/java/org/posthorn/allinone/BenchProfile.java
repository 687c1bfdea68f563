package org.posthorn.allinone;

import java.util.List;

/// What the benchmarks need: their users, routes to their sinks, no limits that would measure themselves, quick
/// retries. Durability stays as it is for everybody.
final class BenchProfile {
    static final List<String> SETTINGS = List.of("--mail.domain=bench.test");

    private BenchProfile() {}
}
