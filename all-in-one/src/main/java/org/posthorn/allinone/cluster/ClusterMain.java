package org.posthorn.allinone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.DataDirectory;
import org.posthorn.embedded.LoopbackPorts;

/// The `main` of `posthorn cluster up|down|status`.
public final class ClusterMain {
    private static final int FIRST_PORT = 28_000;
    private static final int USAGE = 64;
    private static final long STOP_SECONDS = 180;

    private ClusterMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var command = arguments.length == 0 ? "" : arguments[0];
        var data = option(arguments, "--data")
                .map(Path::of)
                .orElse(Path.of("data-cluster"))
                .toAbsolutePath();
        var first = option(arguments, "--port-base").map(Integer::parseInt).orElse(FIRST_PORT);
        try {
            switch (command) {
                case "up" -> up(data.normalize(), first);
                case "down" -> System.exit(down(data.normalize()));
                case "status" -> System.exit(status(data.normalize()));
                default -> {
                    System.err.println("posthorn: cluster up, down or status.");
                    System.exit(USAGE);
                }
            }
        } catch (CannotStart e) {
            System.err.println("posthorn: " + e.getMessage());
            System.exit(e.reason().exitCode());
        }
    }

    private static Optional<String> option(String[] arguments, String name) {
        for (var argument : arguments) {
            if (argument.startsWith(name + "=")) {
                return Optional.of(argument.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    private static void up(Path data, int firstPort) throws IOException, InterruptedException {
        var directory = DataDirectory.open(data);
        Files.createDirectories(data.resolve("run"));
        var own = own(data);
        own.clear();
        own.add(ProcessHandle.current());
        var next = new AtomicInteger(firstPort);
        var plan = Plan.of(data, () -> {
            int port = next.getAndIncrement();
            LoopbackPorts.requireFree(port, "the cluster", "--port-base");
            return port;
        });
        var cluster = new Cluster(plan);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster, directory), "stop"));
        cluster.begin(System.out::println);
        cluster.keepAlive(name -> System.out.println(name + " had ended, and is started again."));
        System.out.println(welcome(cluster));
        new CountDownLatch(1).await();
    }

    private static String welcome(Cluster cluster) {
        var plan = cluster.plan();
        return """
                The cluster is ready: %d processes.
                  SMTP  127.0.0.1:%d   submission  127.0.0.1:%d   IMAP  127.0.0.1:%d   web  http://127.0.0.1:%d
                  ./posthorn mailctl --data %s status
                  Ctrl-C, or ./posthorn cluster down --data=%s, stops it.""".formatted(
                        cluster.children().size() + 1,
                        plan.front("smtp.port"),
                        plan.front("smtp.submission-port"),
                        plan.front("imap.port"),
                        plan.front("gateway.listen"),
                        plan.data(),
                        plan.data());
    }

    private static void stop(Cluster cluster, DataDirectory directory) {
        System.out.println("\nStopping ...");
        try {
            cluster.close();
            own(cluster.plan().data()).clear();
        } finally {
            directory.close();
        }
        System.out.println("Stopped.");
    }

    /// The process of `cluster up` itself.
    private static Roll own(Path data) {
        return new Roll(data.resolve("run/cluster"));
    }

    private static Optional<ProcessHandle> running(Path data) {
        return own(data).left().stream().findFirst();
    }

    private static int down(Path data) throws InterruptedException {
        var cluster = running(data);
        if (cluster.isEmpty()) {
            int left = Cluster.roll(data).endAll();
            System.out.println("No cluster runs in " + data + "."
                    + (left == 0 ? "" : " It had left " + left + " processes, which are ended."));
            return 0;
        }
        cluster.get().destroy();
        for (long waited = 0; cluster.get().isAlive() && waited < STOP_SECONDS; waited++) {
            TimeUnit.SECONDS.sleep(1);
        }
        System.out.println(cluster.get().isAlive() ? "It did not stop." : "Stopped; its data is in " + data + ".");
        return cluster.get().isAlive() ? 1 : 0;
    }

    private static int status(Path data) {
        var cluster = running(data);
        if (cluster.isEmpty()) {
            System.out.println("No cluster runs in " + data + ".");
            return 1;
        }
        System.out.println(
                "The cluster runs (pid %d), %d processes. What its services say: ./posthorn mailctl --data %s status"
                        .formatted(
                                cluster.get().pid(), Cluster.roll(data).left().size() + 1, data));
        return 0;
    }
}
