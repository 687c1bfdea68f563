package org.posthorn.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.DataDirectory;
import org.posthorn.runtime.backup.Archive;
import org.posthorn.runtime.backup.Progress;
import org.posthorn.runtime.backup.Restore;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.HostPort;
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
    static Platform start(Options options, DataDirectory data, Map<String, String> environment, Console console) {
        var resources = new ArrayDeque<AutoCloseable>();
        resources.push(data);
        try {
            makeSecrets(data.path());
            var backup = options.restore().map(Archive::open);
            backup.ifPresent(archive -> archive.unpackFiles(data.path()));
            var wanted = settings(options, data.path(), environment);
            PortCheck.of(wanted).requireFree();
            console.say("Starting Kafka and PostgreSQL ...");
            var servers = Servers.start(options, wanted, data.path());
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

    /// The defaults of an all-in-one and of its profile, then the file, the environment and the command line.
    private static Settings settings(Options options, Path data, Map<String, String> environment) {
        List<String> overrides = new ArrayList<>();
        overrides.add("--http.token-file=" + data.resolve("secrets").resolve("service-token"));
        overrides.add("--dkim.master-key-file=" + data.resolve("secrets").resolve("dkim-master-key"));
        overrides.add("--smtp.spool=" + data.resolve("spool"));
        overrides.add("--tls.directory=" + data.resolve("tls"));
        overrides.add("--disk.directories=" + disks(options, data));
        // The one instance there is; a host name may change between two starts.
        overrides.add("--policy.instance=all-in-one");
        if (options.bench()) {
            overrides.addAll(BenchProfile.SETTINGS);
        }
        overrides.addAll(options.overrides());
        var file = options.config()
                .or(() -> Optional.of(Path.of("posthorn.properties")).filter(Files::exists));
        var settings = Settings.load(file, environment, overrides);
        return sameHost(settings);
    }

    /// Where mail is added: its own servers' directories may be mounts of their own.
    private static String disks(Options options, Path data) {
        var directories = new ArrayList<String>();
        directories.add(data.resolve("spool").toString());
        if (options.kafka().isEmpty()) {
            directories.add(data.resolve("kafka").toString());
        }
        if (options.postgres().isEmpty()) {
            directories.add(data.resolve("postgres").toString());
        }
        return String.join(",", directories);
    }

    /// Services find each other where they listen.
    private static Settings sameHost(Settings settings) {
        var addresses = settings.get(ServiceAddresses.class);
        return settings.with(
                "services.ingress-url=" + url(addresses.ingressListen()),
                "services.policy-url=" + url(addresses.policyListen()),
                "services.mailbox-url=" + url(addresses.mailboxListen()),
                "services.delivery-url=" + url(addresses.deliveryListen()),
                "services.gateway-url=" + url(addresses.gatewayListen()));
    }

    private static String url(HostPort address) {
        return "http://127.0.0.1:" + address.port();
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
