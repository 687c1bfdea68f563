package org.posthorn.allinone.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.posthorn.allinone.OwnDatabase;
import org.posthorn.allinone.TopicSetup;
import org.posthorn.allinone.process.Child;
import org.posthorn.allinone.process.JavaCommand;
import org.posthorn.allinone.process.Keeper;
import org.posthorn.delivery.DeliveryApplication;
import org.posthorn.embedded.EmbeddedPostgres;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.embedded.PostgresOptions;
import org.posthorn.gateway.GatewayApplication;
import org.posthorn.ingress.IngressApplication;
import org.posthorn.mailbox.MailboxApplication;
import org.posthorn.policy.PolicyApplication;
import org.posthorn.runtime.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The services, each in a process of its own, with a Kafka and a PostgreSQL of their own; what they say to each other
/// and to the world goes over ways that can be disturbed.
final class Cluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String DISK_SIZE = "768m";

    private final Path directory;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<Target, Child> programs = new EnumMap<>(Target.class);
    private final Map<Target, Disk> disks = new EnumMap<>(Target.class);
    private final Map<Way, Link> links = new EnumMap<>(Way.class);
    private final NameServer names;
    private final Ports ports = new Ports();
    private final EmbeddedPostgres postgres;
    private final Path file;
    private final Settings direct;

    /// Ports on loopback, chosen before anything starts.
    private static final class Ports {
        final int kafka = LoopbackPorts.free();
        final int kafkaOwn = LoopbackPorts.free();
        final int kafkaController = LoopbackPorts.free();
        final int mx = LoopbackPorts.free();
        final int submissions = LoopbackPorts.free();
        final Map<Target, Integer> http = new EnumMap<>(Target.class);

        Ports() {
            for (var service : SERVICES.keySet()) {
                http.put(service, LoopbackPorts.free());
            }
        }
    }

    private static final Map<Target, Class<?>> SERVICES = new EnumMap<>(Map.of(
            Target.MAILBOX,
            MailboxApplication.class,
            Target.POLICY,
            PolicyApplication.class,
            Target.INGRESS,
            IngressApplication.class,
            Target.DELIVERY,
            DeliveryApplication.class,
            Target.GATEWAY,
            GatewayApplication.class));

    private Cluster(Path directory, Sinks sinks) {
        this.directory = directory;
        try {
            mountDisks();
            names = keep(NameServer.start());
            postgres = keep(EmbeddedPostgres.start(new PostgresOptions(
                    directory.resolve("lib"),
                    directory.resolve("postgres"),
                    0,
                    Map.of("max_wal_size", "128MB", "min_wal_size", "32MB"))));
            links.put(Way.POSTGRES, keep(Link.to(postgres.port())));
            links.put(Way.KAFKA, keep(Link.to(ports.kafka)));
            links.put(Way.CLIENTS, keep(Link.to(ports.mx)));
            links.put(Way.REMOTE, keep(Link.to(sinks.port())));
            startKafka();
            var password = OwnDatabase.prepare(postgres, Files.createDirectories(directory.resolve("secrets")));
            file = writeSettings(password);
            direct = Settings.load(Optional.of(file), Map.of(), List.of())
                    .with(
                            "kafka.bootstrap-servers=127.0.0.1:" + ports.kafkaOwn,
                            "database.url=" + postgres.jdbcUrl(OwnDatabase.NAME));
            awaitPort();
            TopicSetup.provision(direct);
            SERVICES.forEach((target, main) -> launch(target, main, "192m", List.of("--config=" + file)));
            keep(Keeper.of(programs::values, child -> LOG.info("program-started-again name={}", child.name())));
            awaitHealth();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Starts all of it and returns when every service says that it is well.
    static Cluster start(Path directory, Sinks sinks) {
        return new Cluster(directory, sinks);
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private void mountDisks() throws IOException {
        for (var server : List.of(Target.KAFKA, Target.POSTGRES)) {
            var disk = Disk.mount(directory.resolve(server.word()), DISK_SIZE);
            disk.ifPresent(mounted -> disks.put(server, keep(mounted)));
        }
    }

    private void startKafka() {
        var arguments = Stream.of(ports.kafka, link(Way.KAFKA).port(), ports.kafkaOwn, ports.kafkaController)
                .map(String::valueOf);
        var all = Stream.concat(Stream.of(directory.resolve("kafka").toString()), arguments)
                .toList();
        launch(Target.KAFKA, BrokerProcess.class, "384m", all);
    }

    private void launch(Target target, Class<?> main, String heap, List<String> arguments) {
        var name = main.getSimpleName();
        var child = Child.start(name, JavaCommand.of(main, heap, arguments), directory.resolve(name + ".log"));
        programs.put(target, keep(child));
    }

    private Path writeSettings(String password) throws IOException {
        var lines = new ArrayList<String>();
        lines.add("kafka.bootstrap-servers=127.0.0.1:" + link(Way.KAFKA).port());
        lines.add("database.url="
                + postgres.jdbcUrl(OwnDatabase.NAME)
                        .replace(
                                ":" + postgres.port() + "/",
                                ":" + link(Way.POSTGRES).port() + "/"));
        lines.add("database.user=" + OwnDatabase.NAME);
        lines.add("database.password=" + password);
        lines.add("database.connect-timeout=5s");
        lines.add("http.token-file=" + directory.resolve("secrets/service-token"));
        lines.add("dkim.master-key-file=" + directory.resolve("secrets/dkim-master-key"));
        lines.add("dkim.key-file=" + directory.resolve("secrets/none"));
        lines.add("tls.directory=" + directory.resolve("tls"));
        lines.add("smtp.spool=" + directory.resolve("spool"));
        lines.add("dns.servers=127.0.0.1:" + names.port());
        lines.addAll(ports());
        lines.addAll(World.SETTINGS);
        lines.add("delivery.routes=.remote.test=127.0.0.1:" + link(Way.REMOTE).port());
        if (!disks.isEmpty()) {
            lines.add("disk.directories=" + directory.resolve("kafka") + "," + directory.resolve("postgres"));
            lines.add("disk.least-free=64MiB");
        }
        return Files.write(directory.resolve("prove.properties"), lines);
    }

    private List<String> ports() {
        var lines = new ArrayList<String>();
        ports.http.forEach((service, port) -> {
            lines.add("services." + service.word() + "-listen=127.0.0.1:" + port);
            lines.add("services." + service.word() + "-url=http://127.0.0.1:" + port);
        });
        lines.add("gateway.listen=127.0.0.1:0");
        lines.add("gateway.https-listen=");
        lines.add("smtp.port=" + ports.mx);
        lines.add("smtp.submission-port=");
        lines.add("smtp.submissions-port=" + ports.submissions);
        for (var listener : List.of("imap.port", "imap.tls-port", "pop3.port", "pop3.tls-port")) {
            lines.add(listener + "=0");
        }
        return lines;
    }

    private void awaitPort() {
        until("Kafka", () -> Link.answers(ports.kafkaOwn));
    }

    private void awaitHealth() {
        try (var http = HttpClient.newHttpClient()) {
            for (var service : SERVICES.keySet()) {
                var health = URI.create("http://127.0.0.1:" + ports.http.get(service) + "/health");
                var request = HttpRequest.newBuilder(health)
                        .timeout(Duration.ofSeconds(5))
                        .build();
                until(service.word(), () -> well(http, request));
            }
        }
    }

    private static boolean well(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void until(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(what + " did not start; see the logs in " + directory);
            }
            Pause.millis(100);
        }
    }

    /// The settings by which the investigation reaches everything on undisturbed ways.
    Settings settings() {
        return direct;
    }

    /// The services' settings, for mailctl.
    Path file() {
        return file;
    }

    Path directory() {
        return directory;
    }

    /// Where mail from strangers goes, over a way that can be disturbed.
    int mx() {
        return link(Way.CLIENTS).port();
    }

    /// Where accounts hand in mail, over TLS.
    int submissions() {
        return ports.submissions;
    }

    boolean canFillDisks() {
        return disks.size() == 2;
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    /// How often programs were started again.
    int restarts() {
        return programs.values().stream()
                .mapToInt(program -> program.starts() - 1)
                .sum();
    }

    private Link link(Way way) {
        return Objects.requireNonNull(links.get(way));
    }

    private Disk disk(Target target) {
        return Objects.requireNonNull(disks.get(target), "no disk to fill");
    }

    private Child program(Target target) {
        return Objects.requireNonNull(programs.get(target));
    }

    /// Everything that is asked to be broken is broken from now on.
    void begin(Fault fault) {
        switch (fault) {
            case Fault.Kill(var target) -> kill(target);
            case Fault.Freeze(var target, var _) -> signal("STOP", target);
            case Fault.FillDisk(var target, var _) -> disk(target).fill();
            case Fault.Disturb(var way, var how, var _) -> link(way).begin(how);
            case Fault.SilenceDns _ -> names.silent(true);
        }
    }

    /// It is whole again.
    void end(Fault fault) {
        switch (fault) {
            case Fault.Kill _ -> {}
            case Fault.Freeze(var target, var _) -> signal("CONT", target);
            case Fault.FillDisk(var target, var _) -> disk(target).empty();
            case Fault.Disturb(var way, var _, var _) -> link(way).end();
            case Fault.SilenceDns _ -> names.silent(false);
        }
    }

    private void kill(Target target) {
        if (target == Target.POSTGRES) {
            Child.signal("KILL", postgres.processes());
        } else {
            program(target).kill();
        }
    }

    private void signal(String signal, Target target) {
        if (target == Target.POSTGRES) {
            Child.signal(signal, postgres.processes());
        } else if (signal.equals("STOP")) {
            program(target).freeze();
        } else {
            program(target).thaw();
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("the cluster did not stop", e);
            }
        }
    }
}
