package org.posthorn.embedded;

import java.nio.file.Path;
import java.util.Map;

/// Where one server lies and listens.
///
/// @param binaries  where the server's programs lie or are unpacked to; may be shared by clusters of this release
/// @param directory the cluster: its data, log and superuser password; created at the first start
/// @param port      0 takes a free one
/// @param overrides server settings that replace ours
public record PostgresOptions(Path binaries, Path directory, int port, Map<String, String> overrides) {
    public PostgresOptions {
        overrides = Map.copyOf(overrides);
    }
}
