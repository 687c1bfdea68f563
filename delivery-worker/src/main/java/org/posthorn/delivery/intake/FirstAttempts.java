package org.posthorn.delivery.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.delivery.outcome.Settlement;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.queue.DoubtRule;
import org.posthorn.delivery.queue.NewMessage;
import org.posthorn.delivery.queue.NewMessage.NewRecipient;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.runtime.kafka.ShareLoop;
import org.posthorn.runtime.kafka.ShareLoop.Taken;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first attempts of records as they come from the share group. They need no database while all goes
/// well: only what is put off, in doubt, or slower than the patience allows gets a row.
public final class FirstAttempts implements ShareLoop.Work<RemoteDelivery> {
    private static final Logger LOG = LoggerFactory.getLogger(FirstAttempts.class);
    private static final Attempt REDELIVERED = new Attempt(
            Optional.empty(),
            Optional.empty(),
            "A delivery worker had this message before and did not say what became of it",
            "4.3.0");

    private final Means means;
    private final DueAttempts due;
    private final Options options;
    private final RecentlyFinished finished = new RecentlyFinished();

    /// How long things may take.
    ///
    /// @param patience how long a first attempt may hold up its batch
    /// @param lease of rows for attempts under way
    /// @param renewal after which the locks on records are renewed, while database or Kafka are away
    public record Options(Duration patience, Duration lease, Duration renewal) {}

    /// @param due takes over what moves to the queue
    public FirstAttempts(Means means, DueAttempts due, Options options) {
        this.means = means;
        this.due = due;
        this.options = options;
    }

    @Override
    public void process(List<Taken<RemoteDelivery>> records, ShareLoop.Locks locks) {
        var keeper = new LockKeeper(locks, options.renewal());
        var waiting = new WaitingFlights();
        List<Flight> doubtful = new ArrayList<>();
        for (var taken : records) {
            var flight = flight(taken);
            if (taken.received().deliveryCount() == 1) {
                waiting.add(flight);
            } else if (finished.contains(flight.source())) {
                taken.accept();
            } else {
                doubtful.add(flight);
            }
        }
        var flying = new ArrayList<Flight>();
        fly(waiting, flying, System.nanoTime() + options.patience().toNanos());
        queueDoubtful(doubtful, keeper);
        moveToQueue(waiting, flying, keeper);
    }

    /// Starts what finds room and waits, until all have landed or the patience ends.
    private void fly(WaitingFlights waiting, List<Flight> flying, long deadline) {
        try {
            while (true) {
                start(waiting, flying);
                flying.removeIf(Flight::isSafe);
                var left = deadline - System.nanoTime();
                if (left <= 0 || (waiting.isEmpty() && flying.isEmpty())) {
                    return;
                }
                // One that landed makes room for one that waits; without any it does not matter which lands first.
                if (waiting.isEmpty()) {
                    flying.getFirst().awaitSafe(left);
                } else {
                    means.window().awaitChange(Math.min(left, 20_000_000));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(WaitingFlights waiting, List<Flight> flying) {
        for (var flight : waiting.takeWhere(means.window()::tryEnter)) {
            flying.add(flight);
            Thread.ofVirtual().name("attempt-" + flight.source()).start(() -> attempt(flight));
        }
    }

    private void attempt(Flight flight) {
        try {
            var outcomes = Patience.until("content", () -> run(flight.consignment()));
            var row = flight.beginSettling();
            if (row.isPresent()) {
                due.settle(flight.consignment().withId(row.getAsLong()), outcomes);
            } else {
                settle(flight, outcomes);
            }
        } catch (RuntimeException e) {
            // The record is not accepted: it comes again, and is in doubt then.
            LOG.error("attempt-failed source={}", flight.source(), e);
        } finally {
            flight.land();
            means.window().leave(flight.seat());
        }
    }

    private List<AttemptOutcome> run(Consignment consignment) {
        try {
            return means.runner().attempt(consignment);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during an attempt", e);
        }
    }

    private void settle(Flight flight, List<AttemptOutcome> outcomes) {
        var now = means.clock().instant();
        var settled = Patience.until("kafka", () -> means.settlement().settle(flight.consignment(), outcomes, now));
        if (!settled.later().isEmpty()) {
            Patience.until("database", () -> means.store().insert(List.of(row(flight, settled.later()))));
            Patience.untilDone("kafka", () -> means.settlement().publish(settled.passing()));
        }
        finished.add(flight.source());
        flight.taken().accept();
    }

    /// A worker died with these, or was too slow: they may have arrived.
    private void queueDoubtful(List<Flight> doubtful, LockKeeper keeper) {
        if (doubtful.isEmpty()) {
            return;
        }
        var now = means.clock().instant();
        var hold = means.settlement().doubtRule() == DoubtRule.HOLD;
        var state = hold ? RecipientState.HELD : RecipientState.IN_DOUBT;
        insertAll(doubtful, state, now, "It may have arrived: " + REDELIVERED.reply(), keeper);
        List<Outcome> outcomes = new ArrayList<>();
        for (var flight : doubtful) {
            for (var member : flight.consignment().members()) {
                var subject = Settlement.subject(flight.consignment(), member);
                outcomes.add(new Outcome.InDoubt(subject, now, REDELIVERED, hold ? "hold" : "retry"));
            }
        }
        keeper.until("kafka", () -> means.settlement().publish(outcomes));
        doubtful.forEach(flight -> flight.taken().accept());
    }

    /// What found no room gets a row that is due, what is under way one that is leased: the records are
    /// free.
    private void moveToQueue(WaitingFlights unstarted, List<Flight> flying, LockKeeper keeper) {
        var waiting = unstarted.all();
        if (!waiting.isEmpty()) {
            insertAll(waiting, RecipientState.DUE, means.clock().instant(), "Waits for a free connection", keeper);
            waiting.forEach(flight -> flight.taken().accept());
            means.metrics().moved(waiting.size());
        }
        while (!flying.isEmpty()) {
            var moving = flying.stream().filter(Flight::beginMoving).toList();
            move(moving);
            flying.removeIf(Flight::isSafe);
            awaitLandings(flying);
            keeper.keep();
        }
    }

    private void move(List<Flight> moving) {
        if (moving.isEmpty()) {
            return;
        }
        var until = means.clock().instant().plus(options.lease());
        try {
            var rows = means.store()
                    .insert(moving.stream()
                            .map(flight ->
                                    row(flight, everyMember(flight, RecipientState.LEASED, until, "Being attempted")))
                            .toList());
            for (var flight : moving) {
                var id = rows.getOrDefault(flight.source(), 0L);
                due.adopt(id);
                flight.taken().accept();
                flight.moved(id);
            }
            means.metrics().moved(moving.size());
        } catch (DatabaseUnavailable e) {
            LOG.warn("delivery-waits for=database reason={}", e.getMessage());
            moving.forEach(Flight::notMoved);
        }
    }

    private void awaitLandings(List<Flight> flying) {
        if (flying.isEmpty()) {
            return;
        }
        try {
            means.window().awaitChange(Duration.ofMillis(200).toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            // Stopping: what still flies is not accepted, and in doubt when it comes again.
            flying.clear();
        }
    }

    private void insertAll(
            Iterable<Flight> flights, RecipientState state, Instant at, String reason, LockKeeper keeper) {
        List<NewMessage> rows = new ArrayList<>();
        flights.forEach(flight -> rows.add(row(flight, everyMember(flight, state, at, reason))));
        keeper.until("database", () -> means.store().insert(rows));
    }

    private static List<NewRecipient> everyMember(Flight flight, RecipientState state, Instant at, String reason) {
        return flight.consignment().members().stream()
                .map(member -> new NewRecipient(member.position(), state, 0, at, reason, Optional.empty(), false))
                .toList();
    }

    private NewMessage row(Flight flight, List<NewRecipient> recipients) {
        var consignment = flight.consignment();
        return new NewMessage(
                flight.source(),
                means.seat(consignment).site(),
                consignment.delivery(),
                consignment.content(),
                consignment.expiresAt(),
                recipients);
    }

    private Flight flight(Taken<RemoteDelivery> taken) {
        var event = taken.received().event();
        var content = event.content().orElseThrow(() -> new IllegalStateException("a delivery without a message"));
        var expiresAt = means.settlement().expiry(event.data().acceptedAt());
        var consignment = Consignment.fresh(event.data(), content, expiresAt);
        return new Flight(taken, consignment, NewMessage.source(event.id(), event.data()), means.seat(consignment));
    }
}
