package org.posthorn.embedded;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server as a child process, with its data kept and every commit on disk before it is acknowledged.
///
/// It listens on loopback TCP alone and asks for SCRAM passwords; the superuser's is generated at the first start and
/// kept beside the data, readable by the owner alone. When the server dies of itself it is started again on the same
/// port: mail is accepted meanwhile, and what needs the database goes on when it is back.
public final class EmbeddedPostgres implements AutoCloseable {
    public static final String SUPERUSER = "postgres";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final PostgresCluster cluster;
    private final int port;
    /// Guarded by this, as is closing.
    private PostgresProcess process;

    private boolean closing;

    private EmbeddedPostgres(PostgresCluster cluster, int port, PostgresProcess process) {
        this.cluster = cluster;
        this.port = port;
        this.process = process;
    }

    /// Unpacks the programs and creates the cluster when they are missing, and returns when the server answers.
    public static EmbeddedPostgres start(PostgresOptions options) {
        try {
            var cluster = PostgresCluster.of(options);
            // The server of a killed process may still have the port.
            cluster.awaitPredecessor();
            var port = options.port();
            if (port == 0) {
                port = LoopbackPorts.free();
            } else {
                LoopbackPorts.requireFree(port, "PostgreSQL", "--embedded.postgres-port");
            }
            var server = new EmbeddedPostgres(cluster, port, cluster.launch(port));
            Thread.ofVirtual().name("postgres-watch").start(server::keepAlive);
            return server;
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
        return cluster.password();
    }

    public String jdbcUrl(String database) {
        return url(port, database);
    }

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /// The server's own processes as of now.
    public Stream<ProcessHandle> processes() {
        return current().servers();
    }

    /// A connection of the superuser.
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, password());
    }

    /// Fast shutdown: running statements are rolled back, what was committed is checkpointed.
    @Override
    public void close() {
        try {
            end().stop();
        } catch (IOException e) {
            throw new CannotStart(CannotStart.Reason.SERVER_FAILED, "PostgreSQL did not stop: " + Failures.says(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized PostgresProcess end() {
        closing = true;
        return process;
    }

    private synchronized PostgresProcess current() {
        return process;
    }

    private void keepAlive() {
        try {
            while (true) {
                current().awaitExit();
                if (!revive()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return false when the server was stopped on purpose
    private boolean revive() throws InterruptedException {
        for (var pause = FIRST_PAUSE; ; pause = longer(pause)) {
            synchronized (this) {
                if (closing) {
                    return false;
                }
                LOG.error("postgres-died port={} next=restart", port);
                try {
                    process.stop();
                    process = cluster.launch(port);
                    LOG.warn("postgres-restarted port={}", port);
                    return true;
                } catch (IOException | CannotStart e) {
                    LOG.error("postgres-restart-failed pause={}", pause, e);
                }
            }
            Thread.sleep(pause);
        }
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static CannotStart failed(PostgresOptions options, Exception e) {
        return new CannotStart(
                CannotStart.Reason.SERVER_FAILED,
                "PostgreSQL in %s did not start: %s.".formatted(options.directory(), Failures.says(e)),
                e);
    }
}
