package org.posthorn.delivery.admin;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.events.api.QueueApi.Summary;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures the queue now and then: by state, and by its largest sites, of which there are never more than that many.
/// Every worker sees the same queue, so a sum over workers means nothing.
public final class QueueFigures implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(QueueFigures.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final int SITES = 20;

    private final QueueViewStore store;
    private final InstantSource clock;
    private final MultiGauge states;
    private final MultiGauge sites;
    private final Thread thread = Thread.ofVirtual().name("queue-figures").unstarted(this::live);

    public QueueFigures(QueueViewStore store, InstantSource clock, Metrics metrics) {
        this.store = store;
        this.clock = clock;
        this.states =
                metrics.gauges("posthorn_delivery_queue_recipients", "Recipients that wait in the queue, by state.");
        this.sites = metrics.gauges(
                "posthorn_delivery_queue_site_recipients", "Recipients that wait in the queue, of the largest sites.");
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void live() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            var found = store.summary();
            var largest = store.groups("site", clock.instant());
            states.register(rows(found), true);
            sites.register(
                    largest.stream()
                            .limit(SITES)
                            .map(group -> row("site", group.name(), group.recipients()))
                            .toList(),
                    true);
        } catch (EnvironmentFailure e) {
            LOG.debug("queue-figures-failed reason={}", e.getMessage());
        }
    }

    private static List<MultiGauge.Row<?>> rows(Summary found) {
        return List.of(
                row("state", "due", found.due()),
                row("state", "deferred", found.deferred()),
                row("state", "held", found.held()),
                row("state", "in-doubt", found.inDoubt()));
    }

    private static MultiGauge.Row<?> row(String label, String value, long recipients) {
        return MultiGauge.Row.of(Tags.of(label, value), recipients);
    }
}
