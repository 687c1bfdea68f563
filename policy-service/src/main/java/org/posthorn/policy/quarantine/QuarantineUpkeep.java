package org.posthorn.policy.quarantine;

import java.time.Duration;
import org.posthorn.events.Outcome;
import org.posthorn.events.Topics;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Confirms what is held once its outcome stands in the log, and ends what was kept long enough.
public final class QuarantineUpkeep implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(QuarantineUpkeep.class);
    private static final String GROUP = "policy-quarantine";
    private static final int BATCH = 500;
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final Quarantine quarantine;
    private final PartitionLoop<Outcome> loop;
    private final Thread thread = Thread.ofVirtual().name("quarantine-expiry").unstarted(this::live);

    QuarantineUpkeep(KafkaConnection connection, Publisher publisher, Quarantine quarantine) {
        this.quarantine = quarantine;
        var options = PartitionLoop.Options.patient(GROUP, BATCH);
        this.loop = new PartitionLoop<>(connection, Topics.DELIVERY_OUTCOME, publisher, options, this::confirm);
    }

    private void confirm(Batch<Outcome> batch) {
        var held = batch.records().stream()
                .map(record -> record.event().data())
                .filter(Outcome.Quarantined.class::isInstance)
                .map(Outcome.Quarantined.class::cast)
                .toList();
        if (!held.isEmpty()) {
            quarantine.confirm(held);
        }
    }

    @Override
    public void start() {
        loop.start();
        thread.start();
    }

    private void live() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(EVERY);
                expire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void expire() {
        try {
            quarantine.expire();
        } catch (EnvironmentFailure e) {
            LOG.warn("quarantine-expiry-waits reason={}", e.getMessage());
        }
    }

    @Override
    public void drain() {
        loop.drain();
    }

    @Override
    public void close() {
        thread.interrupt();
        loop.close();
    }
}
