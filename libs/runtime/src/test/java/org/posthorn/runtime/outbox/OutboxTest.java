package org.posthorn.runtime.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.Topics;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.Eventually;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

@WithBacking
class OutboxTest {
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Outbox outbox = new Outbox();
    private TestDatabase test;
    private Database database;
    private OutboxPublisher publisher;

    @BeforeEach
    void open(TestDatabase test) {
        this.test = test;
        database = Database.open(settings(test.jdbcUrl()), "example");
        database.update("DROP TABLE IF EXISTS outbox");
        database.update(
                "CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, records bytea NOT NULL)");
        publisher = publisher(database, outbox);
        publisher.start();
    }

    @AfterEach
    void close() {
        publisher.close();
        database.close();
    }

    @Test
    void whatIsCommittedIsPublishedInOrderAndLeavesTheTable() {
        for (int i = 0; i < 5; i++) {
            add("key" + i);
        }

        awaitPublished(List.of("key0", "key1", "key2", "key3", "key4"));
        Eventually.eventually("the table is empty", () -> rows() == 0);
    }

    @Test
    void whatIsRolledBackIsNeverPublished() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> database.run(tx -> {
                    outbox.add(tx, List.of(record("never")));
                    throw new UnsupportedOperationException();
                }));
        add("always");

        awaitPublished(List.of("always"));
    }

    @Test
    void aFailedSendIsTriedAgainAndNothingIsLost() {
        failures.set(2);

        add("stubborn");

        awaitPublished(List.of("stubborn"));
    }

    @Test
    void onlyOnePublisherWorksAndAnotherTakesOver() {
        var second = publisher(database, new Outbox());
        second.start();
        add("first");
        awaitPublished(List.of("first"));

        publisher.close();
        database.run(tx -> new Outbox().add(tx, List.of(record("second"))));

        awaitPublished(List.of("first", "second"));
        second.close();
    }

    /// What others commit on it must be on the disk.
    @Test
    void theConnectionGoesBackAsItWas() {
        publisher.close();
        var durable = settings(test.jdbcUrl() + "?options=-c%20synchronous_commit=on");
        try (var single = Database.open(durable.withPoolSize(1), "example")) {
            var alone = publisher(single, outbox);
            alone.start();
            add("one");
            awaitPublished(List.of("one"));
            alone.drain();
            alone.close();
            assertEquals(
                    "on",
                    single.queryOne("SHOW synchronous_commit", row -> row.text("synchronous_commit"))
                            .orElseThrow());
        }
    }

    @Test
    void aRowHoldsSeveralRecordsAndTombstones() {
        var records = List.of(record("a"), OutboxRecord.tombstone(Topics.DIRECTORY, "b"));

        var read = OutboxRecord.read(OutboxRecord.write(records));

        assertEquals("a", read.getFirst().key());
        assertEquals("h", read.getFirst().headers().getFirst().name());
        assertArrayEquals("value".getBytes(UTF_8), read.getFirst().value());
        assertEquals("directory", read.getLast().topic());
        assertNull(read.getLast().value());
    }

    private DatabaseSettings settings(String url) {
        return Settings.of(
                        "database.url=" + url, "database.user=" + test.user(), "database.password=" + test.password())
                .get(DatabaseSettings.class);
    }

    private OutboxPublisher publisher(Database at, Outbox of) {
        return new OutboxPublisher(at, of, (_, key, _, _) -> {
            if (failures.getAndDecrement() > 0) {
                return CompletableFuture.failedFuture(new IllegalStateException("Kafka is away"));
            }
            published.add(key);
            var done = new CompletableFuture<Void>();
            done.complete(null);
            return done;
        });
    }

    private static OutboxRecord record(String key) {
        return new OutboxRecord("directory", key, List.of(new Header("h", new byte[] {1})), "value".getBytes(UTF_8));
    }

    private void add(String key) {
        database.run(tx -> outbox.add(tx, List.of(record(key))));
    }

    private long rows() {
        return database.queryOne("SELECT count(*) AS n FROM outbox", row -> row.number("n"))
                .orElseThrow();
    }

    private void awaitPublished(List<String> keys) {
        Eventually.eventuallyAsserted("the records are published", () -> assertEquals(keys, List.copyOf(published)));
    }
}
