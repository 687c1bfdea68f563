package org.posthorn.delivery.intake;

import java.time.InstantSource;
import org.posthorn.delivery.outcome.DeliveryMetrics;
import org.posthorn.delivery.outcome.Settlement;
import org.posthorn.delivery.queue.QueueStore;

/// What first attempts and those from the queue work with.
public record Means(
        Runner runner,
        Settlement settlement,
        QueueStore store,
        ActiveWindow window,
        DeliveryMetrics metrics,
        InstantSource clock) {}
