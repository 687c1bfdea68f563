package org.posthorn.runtime.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A group with a setting of every type.
@Group(prefix = "example", doc = "Every type.", retired = "old-port: write example.port")
record ExampleSettings(
        @Setting(value = "2525", doc = "An int.", env = "EXAMPLE_PORT")
        int port,

        @Setting(value = "5000000000", doc = "A long.") long big,
        @Setting(value = "true", doc = "A boolean.") boolean enabled,
        @Setting(value = "5m", doc = "A duration.") Duration timeout,
        @Setting(value = "10MB", doc = "A size.") Size maxSize,
        @Setting(value = "data", doc = "A path.") Path directory,
        @Setting(value = "everyone", doc = "An enum.") Who who,
        @Setting(value = "a, b", doc = "A list.") List<String> names,

        @Setting(value = "sink1.test=127.0.0.1:4101, sink2.test=[::1]:25", doc = "A map.")
        Map<String, HostPort> routes,

        @Setting(doc = "An optional value.", secret = true) Optional<String> secret) {

    enum Who {
        EVERYONE,
        MEMBERS_ONLY
    }
}
