package org.posthorn.delivery.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.queue.Consignment.Member;
import org.posthorn.delivery.queue.QueueStore.Seat;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes from the queue what is due, as much as there is room for, and keeps the leases of what is under
/// way.
public final class DueAttempts implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(DueAttempts.class);
    private static final int MOST_AT_ONCE = 200;
    private static final int SEATS_AT_ONCE = 200;
    private static final Attempt LEASE_RAN_OUT =
            new Attempt(Optional.empty(), Optional.empty(), "The delivery worker stopped during an attempt", "4.3.0");

    private final Means means;
    private final Options options;
    private final Set<Long> active = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Seat place = Seat.FIRST;
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

    /// Takes nothing new and waits for what is under way, up to 20 s. What lasts longer keeps its lease
    /// until that ends, and is in doubt then.
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
            Patience.untilDone(
                    "database",
                    () -> means.store()
                            .settle(message.id(), means.seat(message).site(), settled.done(), settled.later()));
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
            if (taken == 0 && stopped(options.pause())) {
                return;
            }
        }
    }

    private int takeOnce() {
        var window = means.window();
        var now = means.clock().instant();
        var room = Math.min(window.room(), MOST_AT_ONCE);
        if (room == 0) {
            return 0;
        }
        var due = means.store().leaseOldest(now, options.lease(), room, window.crowded());
        due.forEach(this::start);
        var taken = due.size();
        if (taken < room) {
            var further = means.store().leaseSeats(now, options.lease(), roomOfNextSeats(room - taken));
            further.forEach(this::start);
            taken += further.size();
        }
        return taken;
    }

    /// A part of the seats at each look, all in turn: what stands behind a seat with a long line is found
    /// here.
    private Map<Seat, Integer> roomOfNextSeats(int room) {
        var seats = means.store().seatsAfter(place, SEATS_AT_ONCE);
        place = seats.size() < SEATS_AT_ONCE ? Seat.FIRST : seats.getLast();
        Map<Seat, Integer> rooms = new LinkedHashMap<>();
        var left = room;
        for (var seat : seats) {
            var here = Math.min(left, means.window().room(seat));
            if (here > 0) {
                rooms.put(seat, here);
                left -= here;
            }
        }
        return rooms;
    }

    private void start(Consignment message) {
        active.add(message.id());
        var seat = means.seat(message);
        means.window().enter(seat);
        Thread.ofVirtual().name("attempt-" + message.id()).start(() -> attempt(message, seat));
    }

    private void attempt(Consignment message, Seat seat) {
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
            means.window().leave(seat);
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

    /// Members whose lease ran out in another worker's hands may have arrived: they are put off or held
    /// first, and not tried straight away.
    private Consignment withoutDoubtful(Consignment message) {
        List<Member> clear = new ArrayList<>();
        List<Member> doubtful = new ArrayList<>();
        message.members().forEach(member -> (member.before() == RecipientState.LEASED ? doubtful : clear).add(member));
        if (!doubtful.isEmpty()) {
            var abandoned = message.with(doubtful);
            List<AttemptOutcome> outcomes = new ArrayList<>();
            doubtful.forEach(_ -> outcomes.add(new AttemptOutcome.InDoubt(LEASE_RAN_OUT)));
            settle(abandoned, outcomes);
            active.add(message.id());
        }
        return message.with(clear);
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
