package org.posthorn.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A PostgreSQL server as a child process, with its data kept and every commit on disk before it is acknowledged.
///
/// It listens on loopback TCP alone and asks for SCRAM passwords; the superuser's is generated at the first start and
/// kept beside the data, readable by the owner alone.
public final class EmbeddedPostgres implements AutoCloseable {
    public static final String SUPERUSER = "postgres";

    /// The major version whose clusters this build can open.
    static final String MAJOR_VERSION = "18";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String STILL_STARTING = "57P03";
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

    private final PostgresProcess process;
    private final int port;
    private final String password;

    private EmbeddedPostgres(PostgresProcess process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /// Unpacks the programs and creates the cluster when they are missing, and returns when the server answers.
    public static EmbeddedPostgres start(PostgresOptions options) {
        try {
            return new Start(options).run();
        } catch (IOException e) {
            throw Failures.saysDiskFull(e) ? Failures.diskFull(options.directory(), e) : failed(options, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(options, e);
        }
    }

    public int port() {
        return port;
    }

    public String password() {
        return password;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /// A connection of the superuser.
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, password);
    }

    /// Fast shutdown: running statements are rolled back, what was committed is checkpointed.
    @Override
    public void close() {
        try {
            process.stop();
        } catch (IOException e) {
            throw new CannotStart(CannotStart.Reason.SERVER_FAILED, "PostgreSQL did not stop: " + Failures.says(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CannotStart failed(PostgresOptions options, Exception e) {
        return new CannotStart(
                CannotStart.Reason.SERVER_FAILED,
                "PostgreSQL in %s did not start: %s.".formatted(options.directory(), Failures.says(e)),
                e);
    }

    /// The steps of one start.
    private static final class Start {
        private final PostgresOptions options;
        private final Path binaries;
        private final Path directory;
        private final Path cluster;
        private final Path log;

        Start(PostgresOptions options) {
            this.options = options;
            this.binaries = options.binaries().toAbsolutePath();
            this.directory = options.directory().toAbsolutePath();
            this.cluster = directory.resolve("cluster");
            this.log = directory.resolve("postgres.log");
        }

        EmbeddedPostgres run() throws IOException, InterruptedException {
            PostgresBinaries.unpackInto(binaries);
            var user = UnprivilegedUser.choose();
            var password = isNew() ? create(user) : open();
            PostgresProcess.awaitPredecessor(cluster);
            var port = options.port();
            if (port == 0) {
                port = LoopbackPorts.free();
            } else {
                LoopbackPorts.requireFree(port, "PostgreSQL", "embedded.postgres-port");
            }
            var logStart = Files.exists(log) ? Files.size(log) : 0;
            var server = new EmbeddedPostgres(PostgresProcess.start(command(user, port), log), port, password);
            awaitReady(server, logStart);
            return server;
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
        private String create(UnprivilegedUser user) throws IOException, InterruptedException {
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
            initialise(user, data, secret);
            Files.delete(secret);
            Files.move(data, cluster);
            Files.delete(building);
            return password;
        }

        private void initialise(UnprivilegedUser user, Path data, Path secret)
                throws IOException, InterruptedException {
            var command = new ArrayList<>(user.prefix());
            command.addAll(List.of(binaries.resolve("bin/initdb").toString(), "--auth=scram-sha-256"));
            command.addAll(List.of("--username=" + SUPERUSER, "--pwfile=" + secret, "--pgdata=" + data));
            command.addAll(List.of("--encoding=UTF-8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"));
            Shell.run(command);
        }

        private List<String> command(UnprivilegedUser user, int port) {
            var command = new ArrayList<>(user.prefix());
            command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", cluster.toString()));
            command.addAll(List.of("-p", String.valueOf(port)));
            var settings = new HashMap<>(SETTINGS);
            settings.putAll(options.overrides());
            settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            return command;
        }

        private void awaitReady(EmbeddedPostgres server, long logStart) throws IOException, InterruptedException {
            var end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                try {
                    server.connect("postgres").close();
                    return;
                } catch (SQLException e) {
                    if (!server.process.isAlive() || !meansNotYet(e) || System.nanoTime() > end) {
                        server.close();
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
}
