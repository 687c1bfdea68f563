package org.posthorn.delivery.intake;

import java.time.InstantSource;
import org.posthorn.delivery.nexthop.KnownSites;
import org.posthorn.delivery.outcome.DeliveryMetrics;
import org.posthorn.delivery.outcome.Settlement;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.queue.QueueStore;
import org.posthorn.delivery.queue.QueueStore.Seat;

/// What first attempts and those from the queue work with.
public record Means(
        Runner runner,
        Settlement settlement,
        QueueStore store,
        ActiveWindow window,
        KnownSites sites,
        DeliveryMetrics metrics,
        InstantSource clock) {

    /// Where a message queues, as far as is known.
    Seat seat(Consignment message) {
        return new Seat(sites.of(message.delivery().nextHopDomain()), message.account());
    }
}
