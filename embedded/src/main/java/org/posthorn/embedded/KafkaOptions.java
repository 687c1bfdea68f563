package org.posthorn.embedded;

import java.nio.file.Path;
import java.util.Map;

/// Where one node lies and listens.
///
/// @param directory      where the log lies; formatted at the first start
/// @param port           for clients; 0 takes a free one
/// @param controllerPort for the broker's own controller; 0 takes a free one (it is not kept in the data)
/// @param overrides      broker settings that replace ours
public record KafkaOptions(Path directory, int port, int controllerPort, Map<String, String> overrides) {
    public KafkaOptions {
        overrides = Map.copyOf(overrides);
    }

    public KafkaOptions(Path directory) {
        this(directory, 0, 0, Map.of());
    }
}
