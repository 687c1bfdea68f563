package org.posthorn.delivery.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.delivery.DeliveryDatabase;
import org.posthorn.delivery.queue.NewMessage.NewRecipient;
import org.posthorn.delivery.queue.QueueStore.Seat;
import org.posthorn.events.Content;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.RemoteDelivery.RemoteRecipient;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

@WithBacking
class QueueStoreTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final byte[] CONTENT = {'h', 'i', 0, (byte) 0xff};

    private final Database database;
    private final QueueStore worker;
    private final QueueStore other;

    QueueStoreTest(TestDatabase test) {
        database = DeliveryDatabase.open(test);
        worker = new QueueStore(database, "worker");
        other = new QueueStore(database, "other");
    }

    @BeforeEach
    void emptyQueue() {
        database.update("DELETE FROM queued_message");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsDueIsLeasedOnceTheLongestDueFirst() {
        put("late", NOW.minusSeconds(10));
        put("later", NOW.minusSeconds(5));
        put("future", NOW.plusSeconds(1));

        var first = worker.leaseOldest(NOW, LEASE, 1, List.of());
        var second = other.leaseOldest(NOW, LEASE, 10, List.of());

        assertEquals(List.of("late"), hops(first));
        assertEquals(List.of("later"), hops(second));
        assertEquals(List.of(), other.leaseOldest(NOW, LEASE, 10, List.of()));
    }

    @Test
    void theMessageComesBackAsItWentIn() {
        put("a.example", NOW);

        var message = worker.leaseOldest(NOW, LEASE, 1, List.of()).getFirst();

        assertEquals("bob@a.example", message.members().getFirst().recipient().address());
        assertEquals(Optional.of("Hello"), message.delivery().subject());
        assertTrue(message.content() instanceof Content.Inline(var octets) && Arrays.equals(CONTENT, octets));
    }

    @Test
    void aRecordThatComesAgainMakesNoSecondRow() {
        put("a.example", NOW);
        put("a.example", NOW);

        assertEquals(1, worker.leaseOldest(NOW, LEASE, 10, List.of()).size());
    }

    @Test
    void seatsWithoutRoomAreLeftAlone() {
        put("full.example", NOW.minusSeconds(60));
        put("free.example", NOW);

        assertEquals(
                List.of("free.example"),
                hops(worker.leaseOldest(NOW, LEASE, 10, List.of(new Seat("full.example", "-")))));
    }

    @Test
    void anotherWorkersLeaseThatRanOutIsSeen() {
        put("a.example", NOW);
        worker.leaseOldest(NOW, LEASE, 10, List.of());

        assertEquals(List.of(), other.leaseOldest(NOW.plus(LEASE).minusSeconds(1), LEASE, 10, List.of()));
        var abandoned = other.leaseOldest(NOW.plus(LEASE), LEASE, 10, List.of()).getFirst();

        assertEquals(RecipientState.LEASED, abandoned.members().getFirst().before());
    }

    @Test
    void aLeaseThatIsKeptDoesNotRunOut() {
        put("a.example", NOW);
        var message = worker.leaseOldest(NOW, LEASE, 10, List.of()).getFirst();

        worker.renew(List.of(message.id()), NOW.plus(LEASE).plus(LEASE));

        assertEquals(List.of(), other.leaseOldest(NOW.plus(LEASE), LEASE, 10, List.of()));
    }

    @Test
    void whoLostHisLeasePutsNothingOff() {
        put("a.example", NOW);
        var message = worker.leaseOldest(NOW, LEASE, 10, List.of()).getFirst();
        other.leaseOldest(NOW.plus(LEASE), LEASE, 10, List.of());

        worker.settle(message.id(), "a.example", List.of(), List.of(deferred(0, NOW)));

        assertEquals(List.of(), worker.leaseOldest(NOW.plus(LEASE), LEASE, 10, List.of()));
    }

    @Test
    void aDeferredRecipientWaitsWithItsHistory() {
        put("a.example", NOW);
        var message = worker.leaseOldest(NOW, LEASE, 10, List.of()).getFirst();

        worker.settle(message.id(), "a.example", List.of(), List.of(deferred(0, NOW.plusSeconds(300))));

        assertEquals(List.of(), worker.leaseOldest(NOW.plusSeconds(299), LEASE, 10, List.of()));
        var again = worker.leaseOldest(NOW.plusSeconds(300), LEASE, 10, List.of())
                .getFirst()
                .members()
                .getFirst();
        assertEquals(1, again.attempts());
        assertEquals(RecipientState.DEFERRED, again.before());
        assertEquals(Optional.of("451 later"), again.last().map(Attempt::reply));
    }

    @Test
    void theMessageGoesWithItsLastRecipient() {
        var id = put("a.example", NOW, 2);
        worker.leaseOldest(NOW, LEASE, 10, List.of());

        worker.settle(id, "a.example", List.of(0), List.of(deferred(1, NOW)));
        assertEquals(1, count());

        worker.settle(id, "a.example", List.of(1), List.of());
        assertEquals(0, count());
    }

    @Test
    void aSeatWithALongLineHidesNobody() {
        for (var i = 0; i < 30; i++) {
            put("long.example", NOW.minusSeconds(100), 1, "event-" + i);
        }
        put("short.example", NOW);
        var long1 = new Seat("long.example", "-");
        var short1 = new Seat("short.example", "-");

        assertEquals(List.of(long1), worker.seatsAfter(Seat.FIRST, 1));
        assertEquals(List.of(short1), worker.seatsAfter(long1, 5));
        var leased = worker.leaseSeats(NOW, LEASE, Map.of(long1, 2, short1, 2));

        assertEquals(
                List.of("long.example", "long.example", "short.example"),
                hops(leased).stream().sorted().toList());
    }

    @Test
    void manyWorkersShareTheQueueWithoutMeeting() throws Exception {
        for (var i = 0; i < 200; i++) {
            put("d" + i + ".example", NOW);
        }
        var taken = new ConcurrentHashMap<Long, Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 4; i++) {
                var store = new QueueStore(database, "worker-" + i);
                var _ = threads.submit(() -> drain(store, taken));
            }
        }

        assertEquals(200, taken.size());
        assertEquals(List.of(1), new ArrayList<>(new HashSet<>(taken.values())));
    }

    private static void drain(QueueStore store, ConcurrentHashMap<Long, Integer> taken) {
        for (var due = store.leaseOldest(NOW, LEASE, 7, List.of());
                !due.isEmpty();
                due = store.leaseOldest(NOW, LEASE, 7, List.of())) {
            due.forEach(message -> taken.merge(message.id(), 1, Integer::sum));
        }
    }

    private long count() {
        return database.queryOne("SELECT count(*) AS n FROM queued_message", row -> row.number("n"))
                .orElseThrow();
    }

    private static List<String> hops(List<Consignment> messages) {
        return messages.stream()
                .map(message -> message.delivery().nextHopDomain())
                .toList();
    }

    private static NewRecipient deferred(int position, Instant due) {
        var facts = new Attempt(Optional.of("mx"), Optional.empty(), "451 later", "4.0.0");
        return new NewRecipient(position, RecipientState.DEFERRED, 1, due, "451 later", Optional.of(facts), false);
    }

    private void put(String domain, Instant due) {
        put(domain, due, 1);
    }

    private long put(String domain, Instant due, int recipients) {
        return put(domain, due, recipients, "event");
    }

    private long put(String domain, Instant due, int recipients, String event) {
        var addresses = new ArrayList<RemoteRecipient>();
        var members = new ArrayList<NewRecipient>();
        for (var i = 0; i < recipients; i++) {
            var address = (i == 0 ? "bob" : "bob" + i) + "@" + domain;
            addresses.add(new RemoteRecipient(address, address));
            members.add(new NewRecipient(i, RecipientState.DUE, 0, due, "waits", Optional.empty(), false));
        }
        var delivery = new RemoteDelivery(
                MessageId.next(NOW),
                domain,
                MailEnvelope.of(
                        "alice@example.com",
                        addresses.stream().map(RemoteRecipient::address).toList()),
                addresses,
                NOW,
                new Origin.Mx(),
                Optional.of("Hello"));
        var source = NewMessage.source(event + "-" + domain, delivery);
        var message =
                new NewMessage(source, domain, delivery, new Content.Inline(CONTENT), NOW.plusSeconds(999), members);
        return worker.insert(List.of(message)).getOrDefault(source, 0L);
    }
}
