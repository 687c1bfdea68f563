package org.posthorn.runtime.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empties the outbox into Kafka. Of all processes on one schema the one that holds an advisory lock does it. Rows are
/// read in the order of their ids and deleted once every record of them is acknowledged; a row whose transaction
/// commits late is simply read later, since nothing remembers how far the ids came. After a failure rows are sent
/// again, in the same order, so that the last record of each key is the right one.
public final class OutboxPublisher implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final String LOCK =
            "SELECT pg_try_advisory_lock(hashtextextended('posthorn.outbox.' || current_schema(), 0))";
    /// A deletion that a power cut undoes brings its row back, and those of all later ones: what was sent is sent again
    /// in its order, as after any failure. Therefore no deletion waits for the disk.
    private static final String BEGIN = "SET synchronous_commit = off; LISTEN posthorn_outbox";
    /// The connection goes back to the pool, where it must keep neither the lock nor the setting.
    private static final String END = "RESET synchronous_commit; UNLISTEN *; SELECT pg_advisory_unlock_all()";
    private static final int ROWS_AT_ONCE = 64;
    private static final String NEXT = "SELECT id, records FROM outbox ORDER BY id LIMIT " + ROWS_AT_ONCE;
    private static final String COUNT = "SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT 100000) AS waiting";
    private static final String DELETE = "DELETE FROM outbox WHERE id = ?";
    /// How long events of other processes may wait; those of this one do not.
    private static final long POLL_MILLIS = 25;
    private static final long POLLS_BETWEEN_LOOKS = 80;
    private static final long RETRY_MILLIS = 1_000;
    private static final long SEND_SECONDS = 60;

    private final Database database;
    private final Outbox outbox;
    private final Destination destination;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable String trouble;
    private volatile long backlog;
    private volatile long waitingSince;

    public OutboxPublisher(Database database, Outbox outbox, Destination destination) {
        this.database = database;
        this.outbox = outbox;
        this.destination = destination;
        this.thread = Thread.ofVirtual().name("outbox-" + database.schema()).unstarted(this::live);
    }

    @Override
    public void start() {
        thread.start();
    }

    /// A part of health: whether events leave.
    public Condition condition() {
        var reason = trouble;
        return reason == null ? Condition.well("Events leave.") : Condition.unwell("Events wait: " + reason);
    }

    /// Shows how it does. Where several processes share the outbox, only the one at work has figures.
    public void measure(Metrics metrics) {
        metrics.gauge("posthorn_outbox_rows", "Rows that wait to be published, as of the last look.", () -> backlog);
        metrics.gauge(
                "posthorn_outbox_age_seconds",
                "Time since the outbox was last seen empty; 0 while it is.",
                () -> waitingSince == 0 ? 0 : (System.nanoTime() - waitingSince) / 1e9);
    }

    /// Publishes what is there, for at most ten seconds.
    @Override
    public void drain() {
        stopping = true;
        join(10_000);
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        join(5_000);
    }

    private void join(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        while (!stopping) {
            try (var connection = database.dataSource().getConnection()) {
                if (locked(connection)) {
                    publishWhileConnected(connection);
                } else {
                    outbox.awaitWork(RETRY_MILLIS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
                trouble = String.valueOf(e.getMessage());
                LOG.warn("outbox-paused schema={} reason={}", database.schema(), trouble);
                pause();
            } finally {
                outbox.publishedHere(false);
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private static boolean locked(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(LOCK)) {
            return result.next() && result.getBoolean(1);
        }
    }

    private void publishWhileConnected(Connection connection)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        try {
            try (var statement = connection.createStatement()) {
                statement.execute(BEGIN);
            }
            outbox.publishedHere(true);
            publishAll(connection);
            while (!stopping) {
                awaitWork(connection);
                publishAll(connection);
            }
        } finally {
            release(connection);
        }
    }

    private static void release(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            try (var statement = connection.createStatement()) {
                statement.execute(END);
            }
        }
    }

    private void awaitWork(Connection connection) throws SQLException, InterruptedException {
        var postgres = connection.unwrap(PGConnection.class);
        for (long polls = 0; polls < POLLS_BETWEEN_LOOKS && !stopping; polls++) {
            if (outbox.awaitWork(POLL_MILLIS) || postgres.getNotifications().length > 0) {
                return;
            }
        }
    }

    /// Publishes until nothing is left. What is added while fewer rows than asked for are under way is told of, so
    /// that nobody looks again.
    private void publishAll(Connection connection)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        int rows;
        do {
            rows = publishNext(connection);
        } while (rows == ROWS_AT_ONCE);
        trouble = null;
        backlog = 0;
        waitingSince = 0;
    }

    private int publishNext(Connection connection)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var ids = new ArrayList<Long>();
        var sends = new ArrayList<CompletableFuture<Void>>();
        try (var statement = connection.prepareStatement(NEXT);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
                for (var record : OutboxRecord.read(rows.getBytes(2))) {
                    sends.add(destination.send(record.topic(), record.key(), record.headers(), record.value()));
                }
            }
        }
        if (!ids.isEmpty()) {
            if (waitingSince == 0) {
                waitingSince = System.nanoTime();
            }
            backlog = ids.size() < ROWS_AT_ONCE ? ids.size() : count(connection);
            CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get(SEND_SECONDS, TimeUnit.SECONDS);
            delete(connection, ids);
        }
        return ids.size();
    }

    private static long count(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(COUNT)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    private static void delete(Connection connection, List<Long> ids) throws SQLException {
        try (var statement = connection.prepareStatement(DELETE)) {
            for (long id : ids) {
                statement.setLong(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
