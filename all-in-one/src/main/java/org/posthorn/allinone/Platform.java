package org.posthorn.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.DataDirectory;
import org.posthorn.runtime.backup.Archive;
import org.posthorn.runtime.backup.Progress;
import org.posthorn.runtime.backup.Restore;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that runs, from the lock on the data directory to the last service; starts in one order and stops in the
/// reverse.
final class Platform implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

    private final Settings settings;
    private final Services services;
    private final Deque<AutoCloseable> resources;

    private Platform(Settings settings, Services services, Deque<AutoCloseable> resources) {
        this.settings = settings;
        this.services = services;
        this.resources = resources;
    }

    /// Starts all of it; when a step fails the steps before it are undone.
    static Platform start(Arrangement arrangement, DataDirectory data, Console console) {
        var resources = new ArrayDeque<AutoCloseable>();
        resources.push(data);
        try {
            makeSecrets(data.path());
            PortCheck.of(arrangement.settings()).requireFree();
            var backup = arrangement.options().restore().map(Archive::open);
            backup.ifPresent(archive -> archive.unpackFiles(data.path()));
            console.say("Starting Kafka and PostgreSQL ...");
            var servers = Servers.start(arrangement);
            resources.push(servers);
            var settings = servers.settings();
            TopicSetup.provision(settings);
            backup.ifPresent(archive -> restore(archive, settings, console));
            console.say("Starting the services ...");
            var services = Services.start(settings, PortCheck.web(settings));
            resources.push(services);
            var unclean = Endpoints.leftBehind(data.path());
            resources.push(Endpoints.write(settings, data.path()));
            if (unclean) {
                resources.push(Recovery.begin(settings));
            }
            resources.push(Bookkeeping.begin(settings, services.get("policy").bean(Metrics.class)));
            return new Platform(settings, services, resources);
        } catch (RuntimeException e) {
            close(resources);
            throw e;
        }
    }

    private static void restore(Archive archive, Settings settings, Console console) {
        console.say("Restoring what was there at " + archive.manifest().mark() + " ...");
        try (archive) {
            archive.verify(Progress.NONE);
            var kafka = settings.get(KafkaSettings.class).connection();
            var done = new Restore(archive, kafka, settings.get(DatabaseSettings.class), Progress.NONE)
                    .run(new Restore.Options(false, false));
            console.say("Restored " + done.rows() + " rows and " + done.records() + " records of the log.");
        }
    }

    Settings settings() {
        return settings;
    }

    Services services() {
        return services;
    }

    /// Drains from the front of the flow to its end, then stops everything.
    @Override
    public void close() {
        services.drain();
        close(resources);
    }

    private static void close(Deque<AutoCloseable> resources) {
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                LOG.warn("stop-failed", e);
            }
        }
    }

    private static void makeSecrets(Path data) {
        try {
            var secrets = Files.createDirectories(data.resolve("secrets"));
            Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new CannotStart(
                    CannotStart.Reason.NOT_PERMITTED, "%s cannot be written: %s.".formatted(data, e.getMessage()), e);
        }
    }
}
