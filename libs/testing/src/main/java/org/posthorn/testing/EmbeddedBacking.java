package org.posthorn.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import org.posthorn.embedded.EmbeddedKafka;
import org.posthorn.embedded.EmbeddedPostgres;
import org.posthorn.embedded.KafkaOptions;
import org.posthorn.embedded.PostgresOptions;

/// Servers of this JVM's own, on free ports, in a temporary directory that goes with the JVM. Their data is not forced
/// to disk: tests of durability start their own.
final class EmbeddedBacking implements Backing {
    private static final Map<String, String> NOT_DURABLE =
            Map.of("fsync", "off", "full_page_writes", "off", "max_connections", "300");
    private static final Map<String, String> QUICK_TO_SHARE = Map.of("group.share.heartbeat.interval.ms", "500");

    private final Once<Path> directory = new Once<>(EmbeddedBacking::temporaryDirectory);
    private final Once<String> kafka = new Once<>(this::startKafka);
    private final Once<DatabaseServer> postgres = new Once<>(this::startPostgres);

    @Override
    public String bootstrapServers() {
        return kafka.get();
    }

    @Override
    public DatabaseServer postgres() {
        return postgres.get();
    }

    private String startKafka() {
        var server = EmbeddedKafka.start(new KafkaOptions(directory.get().resolve("kafka"), 0, 0, QUICK_TO_SHARE));
        closeAtExit(server);
        return server.bootstrapServers();
    }

    private DatabaseServer startPostgres() {
        var options = new PostgresOptions(sharedBinaries(), directory.get().resolve("postgres"), 0, NOT_DURABLE);
        var server = EmbeddedPostgres.start(options);
        closeAtExit(server);
        return new DatabaseServer("127.0.0.1", server.port(), EmbeddedPostgres.SUPERUSER, server.password());
    }

    /// Unpacked once per machine and user, not once per module.
    private static Path sharedBinaries() {
        var user = System.getProperty("user.name", "user");
        return Path.of(System.getProperty("java.io.tmpdir"), "posthorn-test-postgresql-18-" + user);
    }

    private static Path temporaryDirectory() {
        try {
            var directory = Files.createTempDirectory("posthorn-test-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x--x"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeAtExit(AutoCloseable server) {
        Stop.atExit(server, this::deleteFiles);
    }

    private void deleteFiles() {
        try (var files = Files.walk(directory.get())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException leftToTheSystem) {
            // A temporary directory that a dying server still writes to is no reason to fail a test run.
        }
    }
}
