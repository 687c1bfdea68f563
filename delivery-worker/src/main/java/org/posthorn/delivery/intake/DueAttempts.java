package org.posthorn.delivery.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.queue.Consignment.Member;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes from the queue what is due, as much as there is room for, and keeps the leases of what is under way.
public final class DueAttempts implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(DueAttempts.class);
    private static final int MOST_AT_ONCE = 64;
    private static final Attempt LEASE_RAN_OUT =
            new Attempt(Optional.empty(), Optional.empty(), "The delivery worker stopped during an attempt", "4.3.0");

    private final Means means;
    private final Options options;
    private final Set<Long> active = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread taker = new Thread(this::takeDue, "delivery-due");
    private final Thread keeper = new Thread(this::keepLeases, "delivery-leases");

    /// How it looks after rows.
    ///
    /// @param lease how long a row is ours without a sign of life
    /// @param pause between two looks at an empty queue
    public record Options(Duration lease, Duration pause) {}

    public DueAttempts(Means means, Options options) {
        this.means = means;
        this.options = options;
    }

    @Override
    public void start() {
        taker.start();
        keeper.start();
    }

    /// Takes nothing new and waits for what is under way, up to 20 s. What lasts longer keeps its lease until that
    /// ends,
    /// and is in doubt then.
    @Override
    public void drain() {
        stopping.countDown();
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try {
            taker.join(Duration.ofSeconds(10));
            while (means.window().size() > 0 && System.nanoTime() < deadline) {
                means.window().awaitChange(Duration.ofMillis(100).toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        taker.interrupt();
        keeper.interrupt();
    }

    /// A row whose attempt is under way already: its lease is kept from now on.
    void adopt(long row) {
        active.add(row);
    }

    /// Settles an attempt of a row.
    void settle(Consignment message, List<AttemptOutcome> outcomes) {
        var now = means.clock().instant();
        try {
            var settled = Patience.until("kafka", () -> means.settlement().settle(message, outcomes, now));
            Patience.untilDone("database", () -> means.store().settle(message.id(), settled.done(), settled.later()));
            Patience.untilDone("kafka", () -> means.settlement().publish(settled.passing()));
        } finally {
            active.remove(message.id());
        }
    }

    private void takeDue() {
        while (stopping.getCount() > 0) {
            var taken = 0;
            try {
                taken = takeOnce();
            } catch (EnvironmentFailure e) {
                LOG.warn("queue-waits reason={}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("queue-failed", e);
            }
            if (taken < MOST_AT_ONCE && stopped(options.pause())) {
                return;
            }
        }
    }

    private int takeOnce() {
        var room = Math.min(means.window().room(), MOST_AT_ONCE);
        if (room == 0) {
            return 0;
        }
        var due = means.store()
                .leaseDue(
                        means.clock().instant(),
                        options.lease(),
                        room,
                        means.window().crowded());
        for (var message : due) {
            active.add(message.id());
            means.window().enter(message.delivery().nextHopDomain());
            Thread.ofVirtual().name("attempt-" + message.id()).start(() -> attempt(message));
        }
        return due.size();
    }

    private void attempt(Consignment message) {
        try {
            var ready = withoutDoubtful(message);
            if (!ready.members().isEmpty()) {
                settle(ready, Patience.until("content", () -> run(ready)));
            }
        } catch (RuntimeException e) {
            // The lease runs out, and the row comes again.
            LOG.error("attempt-failed row={}", message.id(), e);
        } finally {
            active.remove(message.id());
            means.window().leave(message.delivery().nextHopDomain());
        }
    }

    private List<AttemptOutcome> run(Consignment message) {
        try {
            return means.runner().attempt(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during an attempt", e);
        }
    }

    /// Members whose lease ran out in another worker's hands may have arrived: they are put off or held first, and not
    /// tried straight away.
    private Consignment withoutDoubtful(Consignment message) {
        List<Member> clear = new ArrayList<>();
        List<Member> doubtful = new ArrayList<>();
        message.members().forEach(member -> (member.before() == RecipientState.LEASED ? doubtful : clear).add(member));
        if (!doubtful.isEmpty()) {
            var abandoned = new Consignment(message.id(), message.delivery(), message.content(), doubtful);
            List<AttemptOutcome> outcomes = new ArrayList<>();
            doubtful.forEach(_ -> outcomes.add(new AttemptOutcome.InDoubt(LEASE_RAN_OUT)));
            settle(abandoned, outcomes);
            active.add(message.id());
        }
        return new Consignment(message.id(), message.delivery(), message.content(), clear);
    }

    /// Until it is closed, which is after the last attempt.
    private void keepLeases() {
        try {
            while (true) {
                Thread.sleep(options.lease().dividedBy(3));
                renew();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        try {
            means.store().renew(Set.copyOf(active), means.clock().instant().plus(options.lease()));
        } catch (EnvironmentFailure e) {
            LOG.warn("leases-wait reason={}", e.getMessage());
        }
    }

    private boolean stopped(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
