package org.posthorn.mailbox.filing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.Content;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.Topics;
import org.posthorn.mailbox.change.MailboxEvents;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.Received;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.tracing.Span;
import org.posthorn.runtime.tracing.Spans;

/// Files what `delivery.local` says. Messages are taken apart outside of the transaction; then one transaction stores
/// the batch's messages, contents, position and events.
public final class LocalDeliveries {
    private static final String GROUP = "mailbox-service";
    private static final long OCTETS_AT_ONCE = 32L << 20;

    private final Database database;
    private final Outbox outbox;
    private final ClaimStore claims;
    private final PositionStore positions;
    private final InstantSource clock;
    private final Counter filed;
    private final Timer batches;
    private final Timer delay;
    private Spans spans = Spans.OFF;

    public LocalDeliveries(Database database, Outbox outbox, ClaimStore claims, InstantSource clock, Metrics metrics) {
        this.database = database;
        this.outbox = outbox;
        this.claims = claims;
        this.clock = clock;
        positions = new PositionStore(database);
        filed = metrics.counter("posthorn_mailbox_filed", "Messages that were filed in a mailbox.");
        batches = metrics.timer("posthorn_mailbox_batch", "How long one batch of local delivery took.");
        delay = metrics.timer("posthorn_mailbox_delay", "From the acceptance of a message to its filing.");
    }

    /// Tells how long filing took; before it begins.
    public LocalDeliveries tracedBy(Spans learning) {
        spans = learning;
        return this;
    }

    /// The loop that does it.
    public PartitionLoop<LocalDelivery> loop(KafkaConnection connection, Publisher publisher, int batchMessages) {
        return new PartitionLoop<>(
                connection,
                Topics.DELIVERY_LOCAL,
                publisher,
                new PartitionLoop.Options(GROUP, batchMessages, Optional.of(positions)),
                this::file);
    }

    /// Files a batch; it comes again when a part of it fails, and what is there already is not filed twice. Large
    /// messages are named by their records and held whole here, so they are filed few at a time.
    public void file(Batch<LocalDelivery> batch) {
        batch.portions(LocalDeliveries::octets, OCTETS_AT_ONCE).forEach(this::fileWhole);
    }

    private static long octets(Received<LocalDelivery> record) {
        return record.event().content().map(Content::size).orElse(0L);
    }

    private void fileWhole(Batch<LocalDelivery> batch) {
        var started = clock.instant();
        var arrivals = new ArrayList<Arrival>(batch.records().size());
        for (var record : batch.records()) {
            arrivals.add(arrival(record));
        }
        database.run(tx -> {
            if (!arrivals.isEmpty()) {
                outbox.add(tx, new Filing(tx, arrivals, clock.instant()).file(arrivals));
            }
            positions.store(tx, batch.positions());
        });
        measure(arrivals, Duration.between(started, clock.instant()));
        trace(arrivals, started);
    }

    private void measure(List<Arrival> arrivals, Duration took) {
        var now = clock.instant();
        batches.record(took);
        filed.increment(arrivals.size());
        arrivals.forEach(
                arrival -> delay.record(Duration.between(arrival.delivery().acceptedAt(), now)));
    }

    private void trace(List<Arrival> arrivals, Instant begun) {
        for (var arrival : arrivals) {
            var delivery = arrival.delivery();
            if (spans.wants(delivery.messageId())) {
                var id = Span.idOf(
                        MailboxEvents.outcomeId(delivery.messageId(), delivery.purpose(), delivery.recipient()));
                var facts = Map.of("posthorn.purpose", delivery.purpose().toString());
                spans.ended(new Span(delivery.messageId(), Span.Step.FILE, id, begun, clock.instant(), facts, false));
            }
        }
    }

    private Arrival arrival(Received<LocalDelivery> record) {
        var delivery = record.event().data();
        var content = record.event().content().orElseThrow();
        byte[] octets = claims.octets(content);
        return new Arrival(delivery, octets, prepended(delivery), Analysis.of(octets));
    }

    /// Return-Path (RFC 5321 §4.4) and Delivered-To (RFC 9228) above what policy wants there.
    private static byte[] prepended(LocalDelivery delivery) {
        return ("Return-Path: <" + delivery.reversePath() + ">\r\nDelivered-To: " + delivery.recipient() + "\r\n"
                        + delivery.prepend())
                .getBytes(StandardCharsets.UTF_8);
    }
}
