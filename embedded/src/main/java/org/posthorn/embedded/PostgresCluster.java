package org.posthorn.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One cluster of PostgreSQL on disk: made when it is missing, and brought to life as often as it takes.
final class PostgresCluster {
    /// The major version whose clusters this build can open.
    private static final String MAJOR_VERSION = "18";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String STILL_STARTING = "57P03";
    private static final long LARGEST_LOG = 8L << 20;
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "100"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("max_wal_size", "1GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            // Short statements only: compiling them costs more than it saves.
            Map.entry("jit", "off"),
            Map.entry("max_parallel_workers_per_gather", "0"));

    private final PostgresOptions options;
    private final UnprivilegedUser user;
    private final Path binaries;
    private final Path directory;
    private final Path cluster;
    private final Path log;
    private final String password;

    private PostgresCluster(PostgresOptions options) throws IOException, InterruptedException {
        this.options = options;
        this.binaries = options.binaries().toAbsolutePath();
        this.directory = options.directory().toAbsolutePath();
        this.cluster = directory.resolve("cluster");
        this.log = directory.resolve("postgres.log");
        this.user = UnprivilegedUser.choose();
        requireReachable();
        this.password = isNew() ? create() : open();
    }

    /// Unpacks the programs and creates the cluster when they are missing.
    static PostgresCluster of(PostgresOptions options) throws IOException, InterruptedException {
        PostgresBinaries.unpackInto(options.binaries().toAbsolutePath());
        return new PostgresCluster(options);
    }

    String password() {
        return password;
    }

    /// Returns when no server of an earlier process has the cluster any more.
    void awaitPredecessor() throws IOException, InterruptedException {
        PostgresProcess.awaitPredecessor(cluster);
    }

    /// Starts a server on the cluster and returns when it answers.
    PostgresProcess launch(int port) throws IOException, InterruptedException {
        awaitPredecessor();
        var logStart = rotateLog();
        var process = PostgresProcess.start(command(port), log);
        awaitReady(process, port, logStart);
        return process;
    }

    /// As another user than ours the programs must be reachable through every directory above them.
    private void requireReachable() throws InterruptedException {
        var command = new ArrayList<>(user.prefix());
        command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "--version"));
        if (user == UnprivilegedUser.NOBODY && !Shell.succeeds(command.toArray(String[]::new))) {
            throw new CannotStart(
                    CannotStart.Reason.NOT_PERMITTED,
                    "PostgreSQL cannot run as root, and the user nobody cannot reach %s; choose a data directory that it can, or start as another user."
                            .formatted(binaries));
        }
    }

    /// @return where this start's lines begin
    private long rotateLog() throws IOException {
        var size = Files.exists(log) ? Files.size(log) : 0;
        if (size < LARGEST_LOG) {
            return size;
        }
        Files.move(log, directory.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        return 0;
    }

    private boolean isNew() {
        return !Files.exists(cluster.resolve("PG_VERSION"));
    }

    private Path passwordFile() {
        return directory.resolve("superuser-password");
    }

    private String open() throws IOException {
        var version = Files.readString(cluster.resolve("PG_VERSION")).strip();
        if (!version.equals(MAJOR_VERSION)) {
            throw new CannotStart(
                    CannotStart.Reason.OTHER_VERSION,
                    "The database in %s was written by PostgreSQL %s, this release brings %s; migrate it with that release first."
                            .formatted(cluster, version, MAJOR_VERSION));
        }
        return Files.readString(passwordFile()).strip();
    }

    /// A cluster appears under its name only when it is complete, so that a kill meanwhile leaves none.
    private String create() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        var password = newPassword();
        write(passwordFile(), password);
        var building = Files.createTempDirectory(directory, "cluster.");
        var secret = building.resolve("password");
        var data = Files.createDirectory(building.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        write(secret, password);
        user.own(building);
        initialise(data, secret);
        Files.delete(secret);
        Files.move(data, cluster);
        Files.delete(building);
        return password;
    }

    private void initialise(Path data, Path secret) throws IOException, InterruptedException {
        var command = new ArrayList<>(user.prefix());
        command.addAll(List.of(binaries.resolve("bin/initdb").toString(), "--auth=scram-sha-256"));
        command.addAll(List.of("--username=" + EmbeddedPostgres.SUPERUSER, "--pwfile=" + secret, "--pgdata=" + data));
        command.addAll(List.of("--encoding=UTF-8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"));
        Shell.run(command);
    }

    private List<String> command(int port) {
        var command = new ArrayList<>(user.prefix());
        command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", cluster.toString()));
        command.addAll(List.of("-p", String.valueOf(port)));
        var settings = new HashMap<>(SETTINGS);
        settings.putAll(options.overrides());
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private void awaitReady(PostgresProcess process, int port, long logStart) throws IOException, InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                DriverManager.getConnection(
                                EmbeddedPostgres.url(port, "postgres"), EmbeddedPostgres.SUPERUSER, password)
                        .close();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || !meansNotYet(e) || System.nanoTime() > end) {
                    process.stop();
                    throw new IOException(lastWords(logStart, e), e);
                }
                Thread.sleep(25);
            }
        }
    }

    private static boolean meansNotYet(SQLException e) {
        var state = e.getSQLState();
        return state == null || state.startsWith("08") || state.equals(STILL_STARTING);
    }

    /// What the server itself said last says more than that nobody answered.
    private String lastWords(long logStart, SQLException e) throws IOException {
        var said = Files.readString(log, StandardCharsets.UTF_8);
        return said.substring((int) Math.min(logStart, said.length()))
                .lines()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                .reduce((first, second) -> second)
                .map(line -> line.substring(Math.max(line.indexOf("FATAL:"), line.indexOf("PANIC:"))))
                .orElse(Failures.says(e));
    }

    private static String newPassword() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void write(Path secret, String password) throws IOException {
        Files.deleteIfExists(secret);
        Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(ownerOnly));
        Files.writeString(secret, password + "\n");
    }
}
