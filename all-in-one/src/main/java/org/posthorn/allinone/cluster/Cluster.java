package org.posthorn.allinone.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.posthorn.allinone.Databases;
import org.posthorn.allinone.process.Child;
import org.posthorn.allinone.process.JavaCommand;
import org.posthorn.allinone.process.Keeper;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.EmbeddedPostgres;
import org.posthorn.embedded.PostgresOptions;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.kafka.Unavailable;

/// The running cluster: starts everything in the order in which it is needed, and stops it in the reverse.
public final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration GLANCE = Duration.ofMillis(250);
    private static final String HEAP = "256m";
    private static final int CONNECTIONS = 200;

    private final Plan plan;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Roll roll;
    private final List<Child> brokers = new ArrayList<>();
    private final Map<Replica, Child> services = Collections.synchronizedMap(new LinkedHashMap<>());
    private Optional<EmbeddedPostgres> postgres = Optional.empty();
    private Optional<Child> front = Optional.empty();
    private Optional<Keeper> keeper = Optional.empty();
    private Map<String, String> common = Map.of();

    Cluster(Plan plan) {
        this.plan = plan;
        this.roll = roll(plan.data());
    }

    /// What the cluster in a directory started.
    static Roll roll(Path data) {
        return new Roll(data.resolve("run/processes"));
    }

    /// Starts everything and returns when each service is ready.
    ///
    /// @param says hears what is done
    /// @throws CannotStart when something does not start
    public static Cluster start(Plan plan, Consumer<String> says) {
        var cluster = new Cluster(plan);
        try {
            cluster.begin(says);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /// Starts everything; what fails leaves the rest for [#close].
    void begin(Consumer<String> says) {
        makeDirectories();
        roll.endAll();
        says.accept("Starting three brokers and PostgreSQL ...");
        for (int node = 1; node <= Plan.BROKERS; node++) {
            brokers.add(broker(node));
        }
        var database = EmbeddedPostgres.start(new PostgresOptions(
                plan.data().resolve("lib"),
                plan.data().resolve("postgres"),
                plan.postgres(),
                Map.of("max_connections", Integer.toString(CONNECTIONS))));
        postgres = Optional.of(database);
        common = plan.common(Databases.settings(database, plan.data().resolve("secrets")));
        provisionTopics();
        startFront();
        says.accept("Starting " + plan.replicas().size() + " services ...");
        plan.replicas().forEach(this::launch);
        for (var replica : plan.replicas()) {
            awaitReady(replica);
            says.accept("  " + replica.name() + " is ready");
        }
        writeSettings();
    }

    private void makeDirectories() {
        try {
            Files.createDirectories(plan.data().resolve("logs"));
            Files.createDirectories(plan.data().resolve("run"));
            var secrets = Files.createDirectories(plan.data().resolve("secrets"));
            Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(String name) {
        return plan.data().resolve("logs").resolve(name + ".log");
    }

    private Child broker(int node) {
        var name = "kafka-" + node;
        var arguments = Broker.arguments(
                plan.data().resolve(name), plan.brokers().get(node - 1), plan.controllers(), node, plan.clusterId());
        return Child.start(name, JavaCommand.of(Broker.class, HEAP, arguments), log(name), roll::add);
    }

    /// Asks again until all brokers are there: a topic needs three.
    private void provisionTopics() {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            brokers.forEach(Cluster::requireAlive);
            try (var admin = KafkaConnection.to(plan.bootstrapServers()).admin()) {
                new TopicProvisioner(admin, TopicProvisioner.Shape.CLUSTER).create();
                return;
            } catch (Unavailable e) {
                if (System.nanoTime() > deadline) {
                    throw new CannotStart(
                            CannotStart.Reason.SERVER_FAILED, "The brokers did not come up: " + e.getMessage(), e);
                }
                pause();
            }
        }
    }

    private static void requireAlive(Child child) {
        if (!child.alive()) {
            throw new CannotStart(
                    CannotStart.Reason.SERVER_FAILED, child.name() + " ended; its log is " + child.log() + ".", null);
        }
    }

    private void launch(Replica replica) {
        try {
            Files.createDirectories(plan.data().resolve(replica.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        services.put(
                replica,
                Child.start(
                        replica.name(),
                        JavaCommand.of(replica.role().main, HEAP, plan.arguments(replica, common)),
                        log(replica.name()),
                        roll::add));
    }

    private void awaitReady(Replica replica) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready(replica)) {
            services.values().forEach(Cluster::requireAlive);
            if (System.nanoTime() > deadline) {
                throw new CannotStart(
                        CannotStart.Reason.SERVER_FAILED,
                        replica.name() + " is not ready; its log is " + log(replica.name()) + ".",
                        null);
            }
            pause();
        }
    }

    /// Whether a replica takes work.
    public boolean ready(Replica replica) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + replica.http() + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(GLANCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void startFront() {
        var file = plan.data().resolve("run/haproxy.cfg");
        try {
            Files.writeString(file, Front.configuration(plan.replicas(), plan.front()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            front = Optional.of(Child.start(
                    "haproxy", List.of("haproxy", "-f", file.toString(), "-db"), log("haproxy"), roll::add));
        } catch (UncheckedIOException e) {
            throw new CannotStart(
                    CannotStart.Reason.SERVER_FAILED,
                    "HAProxy is needed and cannot be started; install it (Debian: apt install haproxy).",
                    e);
        }
    }

    /// Where mailctl finds the cluster.
    private void writeSettings() {
        var entries = new LinkedHashMap<>(common);
        entries.put("smtp.port", Integer.toString(plan.front("smtp.port")));
        entries.put("smtp.submissions-port", Integer.toString(plan.front("smtp.submissions-port")));
        entries.put("mail.domain", "localhost");
        var text = new StringBuilder("# Where this cluster is found.\n");
        entries.forEach((key, value) ->
                text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
        try {
            var file = settingsFile();
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path settingsFile() {
        return plan.data().resolve("run/endpoints.properties");
    }

    /// Who runs where.
    public Plan plan() {
        return plan;
    }

    /// All replicas that there are, with those that were added.
    public List<Replica> replicas() {
        return List.copyOf(services.keySet());
    }

    /// Those of a service, by its name in settings.
    public List<Replica> replicas(String service) {
        return replicas().stream()
                .filter(replica -> replica.role().service.equals(service))
                .toList();
    }

    private Child child(Replica replica) {
        var child = services.get(replica);
        if (child == null) {
            throw new IllegalArgumentException("no such replica: " + replica.name());
        }
        return child;
    }

    /// SIGTERM, and on again; returns when it is ready.
    public void restart(Replica replica) {
        child(replica).close();
        child(replica).startAgain();
        awaitReady(replica);
    }

    /// One more delivery worker; returns when it is ready.
    public Replica addWorker(IntSupplier ports) {
        var added = Plan.replica(Role.DELIVERY, replicas("delivery").size() + 1, ports);
        launch(added);
        awaitReady(added);
        return added;
    }

    /// SIGKILL to a broker.
    ///
    /// @param node from 1
    public void killBroker(int node) {
        brokers.get(node - 1).kill();
    }

    /// Starts a broker again that was killed.
    public void startBroker(int node) {
        brokers.get(node - 1).startAgain();
    }

    /// All processes of the cluster but PostgreSQL, which watches over itself.
    public Collection<Child> children() {
        List<Child> all = new ArrayList<>(brokers);
        all.addAll(services.values());
        front.ifPresent(all::add);
        return all;
    }

    /// From now on what ends by itself is started again, as an orchestrator would.
    ///
    /// @param revived hears the name of each
    void keepAlive(Consumer<String> revived) {
        keeper = Optional.of(Keeper.of(this::children, child -> revived.accept(child.name())));
    }

    /// From the front to the end of the flow; brokers and the database last.
    @Override
    public void close() {
        keeper.ifPresent(Keeper::close);
        front.ifPresent(Child::close);
        var order = new ArrayList<>(services.values()).reversed();
        order.forEach(Child::askToStop);
        order.forEach(Child::close);
        // each waits for the others to take over what it leads: together they have nobody, and are asked at once
        brokers.forEach(Child::askToStop);
        brokers.forEach(Child::close);
        postgres.ifPresent(EmbeddedPostgres::close);
        roll.endAll();
        try {
            Files.deleteIfExists(settingsFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
