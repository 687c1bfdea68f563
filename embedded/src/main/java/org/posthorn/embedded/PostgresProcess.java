package org.posthorn.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The server's process. A small shell stands between: it reads a pipe from this JVM, and when the pipe closes, be it
/// by
/// [#stop] or because the JVM was killed, it asks PostgreSQL for a fast and clean shutdown. A session of its own keeps
/// the terminal's Ctrl-C away from it: the services drain into the database before it stops.
final class PostgresProcess {
    private static final String WATCHDOG = """
            exec 3<&0
            "$0" "$@" </dev/null 3<&- &
            server=$!
            (cat <&3 >/dev/null; kill -INT $server 2>/dev/null) &
            watchdog=$!
            wait $server
            kill $watchdog 2>/dev/null
            """;
    private static final long STOP_SECONDS = 60;
    private static final long PREDECESSOR_SECONDS = 30;

    private final Process shell;

    private PostgresProcess(Process shell) {
        this.shell = shell;
    }

    static PostgresProcess start(List<String> server, Path log) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (Shell.succeeds("setsid", "true")) {
            command.add("setsid");
        }
        command.addAll(List.of("sh", "-c", WATCHDOG));
        command.addAll(server);
        return new PostgresProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /// The postmaster and its children, without the shell and its watchdog.
    Stream<ProcessHandle> servers() {
        return shell.descendants().filter(PostgresProcess::isPostgres);
    }

    void awaitExit() throws InterruptedException {
        shell.waitFor();
    }

    void stop() throws IOException, InterruptedException {
        shell.getOutputStream().close();
        if (!shell.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// After a kill of the last JVM its server may still be stopping; it holds the cluster until it is done.
    static void awaitPredecessor(Path cluster) throws IOException, InterruptedException {
        var pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var firstLine = Files.readAllLines(pidFile).getFirst().strip();
        var predecessor = ProcessHandle.of(Long.parseLong(firstLine)).filter(PostgresProcess::isPostgres);
        if (predecessor.isPresent()) {
            try {
                predecessor.get().onExit().get(PREDECESSOR_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new CannotStart(
                        CannotStart.Reason.DATA_DIRECTORY_IN_USE,
                        "The database in %s is still held by process %s.".formatted(cluster, firstLine),
                        e);
            }
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().map(path -> path.endsWith("/postgres")).orElse(false);
    }
}
