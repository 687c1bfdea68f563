package org.posthorn.delivery.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.posthorn.events.Outcome.Attempt;

/// How fast a site is served. Pure: time is an argument; the lane's lock guards it.
///
/// It begins with a few connections. Every connection that opens and every message that goes through adds one
/// (slow start) up to the point where the site pushed back last, from there on each round adds one (additive
/// increase). A push-back halves, once for all turns that began before it. A site that lets nobody in, or
/// pushes back again and again, is down: everybody learns the reason at once, and one turn at a time probes it
/// after a pause that doubles.
///
/// | how a turn ended | connections | site |
/// |------------------|-------------|------|
/// | Served           | grow        | up   |
/// | PushedBack: 4xx to MAIL, 421, silence, a lost connection | halve | down after three rounds in a row |
/// | Unreached: no connection, 4xx or 5xx to connect or EHLO | halve | down with nobody inside |
/// | Unsafe: TLS was not as this message must have it | halve | stays: others may want less |
/// | Unused: no attempt was made | stay | stays |
final class Pace {
    private static final int FIRST_CONNECTIONS = 10;
    private static final int PUSHES_UNTIL_DOWN = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration BURST = Duration.ofSeconds(1);

    private final int most;
    private final Optional<Duration> interval;

    /// The turns of those who wait for another's connection.
    private final Set<Long> behind = new HashSet<>();

    private double allowed;
    private double threshold;
    private int busy;
    private long entered;
    private long lastPush;
    private int pushesInRow;
    private Duration pause = FIRST_PAUSE;
    private Instant nextSlot = Instant.MIN;
    private Instant downUntil = Instant.MIN;
    private Optional<Attempt> downReason = Optional.empty();

    /// How a turn ended.
    sealed interface Ending {
        record Served() implements Ending {}

        record PushedBack(Attempt reason) implements Ending {}

        record Unreached(Attempt reason) implements Ending {}

        record Unsafe() implements Ending {}

        record Unused() implements Ending {}
    }

    /// @param most connections at a time
    /// @param interval between two messages on average, when the rate is limited
    Pace(int most, Optional<Duration> interval) {
        this.most = most;
        this.interval = interval;
        this.allowed = Math.min(FIRST_CONNECTIONS, most);
        this.threshold = most;
    }

    /// Why nobody is let in, when the site is down.
    Optional<Attempt> down(Instant now) {
        return now.isBefore(downUntil) ? downReason : Optional.empty();
    }

    /// Whoever can is better off elsewhere: the site is down, or somebody is finding out whether it still is.
    boolean isShut(Instant now) {
        return downReason.isPresent() && (busy > 0 || now.isBefore(downUntil));
    }

    /// When the site is probed again, while it is down.
    Instant downUntil() {
        return downUntil;
    }

    /// One more may go in now, with a connection of his own.
    boolean hasTurn(Instant now) {
        return connections() < allowedNow()
                && !now.isBefore(nextSlot)
                && down(now).isEmpty();
    }

    /// One more may go on with the connection of one that is inside. The connections do not grow: only a
    /// site that pushes back, or a rate, says no.
    boolean mayFollow(Instant now) {
        return busy <= 2 * allowedNow()
                && pushesInRow == 0
                && !now.isBefore(nextSlot)
                && down(now).isEmpty();
    }

    /// Somebody goes in.
    ///
    /// @return the number of the turn
    long enter(Instant now) {
        busy++;
        interval.ifPresent(each -> {
            var earliest = now.minus(BURST.compareTo(each) > 0 ? BURST : each);
            nextSlot = (nextSlot.isBefore(earliest) ? earliest : nextSlot).plus(each);
        });
        return ++entered;
    }

    /// Somebody goes in who will have the connection of one that is inside, and needs none until then.
    ///
    /// @return the number of the turn
    long enterBehind(Instant now) {
        var turn = enter(now);
        behind.add(turn);
        return turn;
    }

    /// He waits no longer: he has the connection, or takes one of his own.
    void ahead(long turn) {
        behind.remove(turn);
    }

    /// Milliseconds until the rate admits another; absent when only a leaving one makes room.
    OptionalLong millisUntilSlot(Instant now) {
        return now.isBefore(nextSlot)
                ? OptionalLong.of(Math.max(1, Duration.between(now, nextSlot).toMillis()))
                : OptionalLong.empty();
    }

    /// The site let a connection in, and greeted it: over a long way this is known long before a message is through.
    void opened() {
        if (pushesInRow == 0 && allowed < threshold) {
            grow();
        }
    }

    /// A turn is over.
    ///
    /// @param turn its number
    void leave(long turn, Ending ending, Instant now) {
        busy--;
        behind.remove(turn);
        switch (ending) {
            case Ending.Served _ -> served();
            case Ending.PushedBack(var reason) -> {
                slower(turn);
                if (pushesInRow >= PUSHES_UNTIL_DOWN && busy == 0) {
                    closed(reason, now);
                }
            }
            case Ending.Unreached(var reason) -> {
                slower(turn);
                // Others that are inside show that the site lives: then we were too many.
                if (busy == 0) {
                    closed(reason, now);
                } else {
                    allowed = Math.min(allowed, connections());
                }
            }
            case Ending.Unsafe _ -> slower(turn);
            case Ending.Unused _ -> {}
        }
    }

    int busy() {
        return busy;
    }

    /// Connections that it may have now.
    int allowedNow() {
        return (int) allowed;
    }

    /// Those inside, but for who has none yet.
    private int connections() {
        return busy - behind.size();
    }

    private void served() {
        pushesInRow = 0;
        pause = FIRST_PAUSE;
        downReason = Optional.empty();
        downUntil = Instant.MIN;
        grow();
    }

    private void grow() {
        allowed = Math.min(most, allowed + (allowed < threshold ? 1 : 1 / allowed));
    }

    private void slower(long turn) {
        if (turn > lastPush) {
            lastPush = entered;
            pushesInRow++;
            allowed = Math.max(1, allowed / 2);
            threshold = Math.max(1, allowed);
        }
    }

    private void closed(Attempt reason, Instant now) {
        allowed = 1;
        downReason = Optional.of(reason);
        downUntil = now.plus(pause);
        var doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
