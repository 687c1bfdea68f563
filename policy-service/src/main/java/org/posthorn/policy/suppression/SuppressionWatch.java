package org.posthorn.policy.suppression;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.Content;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Outcome;
import org.posthorn.events.Topics;
import org.posthorn.events.api.SuppressionApi.Suppression;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Learns from bounces, and from complaints where there is an address for them; takes out what has ended.
/// The loop over accepted mail runs only when it is of use, since it reads every message once more.
public final class SuppressionWatch implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(SuppressionWatch.class);
    private static final Duration ROUND = Duration.ofMinutes(10);
    private static final int BATCH = 500;

    private final SuppressionStore store;
    private final SuppressionSettings settings;
    private final InstantSource clock;
    private final List<Running> loops = new ArrayList<>();
    private final Thread sweeper = Thread.ofVirtual().name("suppression").unstarted(this::sweep);

    public SuppressionWatch(
            SuppressionStore store,
            SuppressionSettings settings,
            KafkaConnection connection,
            Publisher publisher,
            InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        if (settings.hardBounce().isPositive()) {
            loops.add(new PartitionLoop<Outcome>(
                    connection,
                    Topics.DELIVERY_OUTCOME,
                    publisher,
                    PartitionLoop.Options.patient("policy-suppression", BATCH),
                    batch -> learn(batch.records().stream()
                            .map(record -> record.event().data())
                            .toList())));
        }
        settings.feedbackAddress()
                .ifPresent(address -> loops.add(new PartitionLoop<MessageAccepted>(
                        connection,
                        Topics.MAIL_ACCEPTED,
                        publisher,
                        PartitionLoop.Options.patient("policy-complaints", BATCH),
                        batch -> complaints(batch, Suppressions.normal(address)))));
    }

    @Override
    public void start() {
        loops.forEach(Running::start);
        sweeper.start();
    }

    @Override
    public void drain() {
        loops.forEach(Running::drain);
    }

    @Override
    public void close() {
        sweeper.interrupt();
        loops.forEach(Running::close);
    }

    /// Suppresses whom these outcomes show not to exist.
    void learn(List<Outcome> outcomes) {
        put(Suppressions.after(outcomes, settings.hardBounce()));
    }

    private void complaints(Batch<MessageAccepted> batch, String address) {
        List<Suppression> found = new ArrayList<>();
        for (var record : batch.records()) {
            var event = record.event();
            var ours = event.data().envelope().recipients().stream()
                    .anyMatch(to -> Suppressions.normal(to.address()).equals(address));
            if (ours && event.content().orElse(null) instanceof Content.Inline(var octets)) {
                FeedbackReport.of(octets)
                        .ifPresent(
                                report -> found.add(Suppressions.after(report, clock.instant(), settings.complaint())));
            }
        }
        put(found);
    }

    private void put(List<Suppression> suppressions) {
        if (!suppressions.isEmpty()) {
            store.put(suppressions);
            LOG.info("suppressed kind={} addresses={}", suppressions.getFirst().kind(), suppressions.size());
        }
    }

    private void sweep() {
        try {
            while (true) {
                expire();
                Thread.sleep(ROUND);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void expire() {
        try {
            while (store.expire(clock.instant()) > 0) {
                LOG.debug("suppression-ended");
            }
        } catch (EnvironmentFailure e) {
            LOG.warn("suppression-waits reason={}", e.getMessage());
        }
    }
}
