package org.posthorn.delivery.attempt;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.posthorn.delivery.attempt.Pace.Ending;
import org.posthorn.delivery.transport.Baton;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.OutgoingMessage;
import org.posthorn.events.Outcome.Attempt;

/// The turns at one site: [Pace] says how many there are, [FairTurns] whose the next one is. The lock
/// guards both.
final class Lane {
    /// Messages that may wait in memory for each connection; what is more waits in the log or in the queue.
    private static final int WAITING_PER_CONNECTION = 2;
    private static final int WAITING_AT_LEAST = 4;

    private final Pace pace;
    private final int messagesPerConnection;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairTurns<Waiter> line = new FairTurns<>();

    Lane(Pace pace, int messagesPerConnection, InstantSource clock) {
        this.pace = pace;
        this.messagesPerConnection = messagesPerConnection;
        this.clock = clock;
    }

    /// What came of waiting.
    sealed interface Entry {
        /// @param number gives it back
        /// @param baton the connection of another message comes over with it
        record Turn(long number, Optional<Baton> baton) implements Entry {}

        /// The site is down.
        record Down(Attempt reason) implements Entry {}
    }

    int messagesPerConnection() {
        return messagesPerConnection;
    }

    /// What waits.
    ///
    /// @param servers any of which may have it first
    record Candidate(OutgoingMessage message, Collection<MailServer> servers) {}

    /// Waits for a turn.
    Entry enter(String account, Candidate candidate) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var waiter = new Waiter(lock.newCondition(), candidate);
            line.add(account, waiter);
            try {
                awaitEntry(waiter);
            } finally {
                line.remove(account, waiter);
            }
            return waiter.entry.get();
        } finally {
            lock.unlock();
        }
    }

    /// Whoever is next goes on with a connection to this server, if his message fits: as one more in the
    /// lane, until the message before is done.
    Optional<Baton> follow(MailServer server, Predicate<OutgoingMessage> fits) {
        lock.lock();
        try {
            var now = clock.instant();
            var next = line.peek()
                    .filter(waiter -> waiter.candidate.servers().contains(server))
                    .filter(waiter -> fits.test(waiter.candidate.message()));
            if (next.isEmpty() || !pace.mayFollow(now)) {
                return Optional.empty();
            }
            var waiter = line.next().orElseThrow();
            var turn = pace.enterBehind(now);
            var baton = new Baton(waiter.candidate.message(), () -> ahead(turn));
            waiter.entry = Optional.of(new Entry.Turn(turn, Optional.of(baton)));
            waiter.called.signal();
            return Optional.of(baton);
        } finally {
            lock.unlock();
        }
    }

    /// A connection was opened: there may be room for more.
    void opened() {
        lock.lock();
        try {
            pace.opened();
            admit();
        } finally {
            lock.unlock();
        }
    }

    /// The turn is over.
    void leave(Entry.Turn turn, Ending ending) {
        lock.lock();
        try {
            pace.leave(turn.number(), ending, clock.instant());
            admit();
        } finally {
            lock.unlock();
        }
    }

    /// How many messages a worker may have in its hands for this site.
    int capacity() {
        lock.lock();
        try {
            return WAITING_AT_LEAST + pace.allowedNow() * (1 + WAITING_PER_CONNECTION);
        } finally {
            lock.unlock();
        }
    }

    /// Messages that wait for a turn.
    int waiting() {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
    }

    /// The site lets nobody in, as far as is known.
    boolean isShut() {
        lock.lock();
        try {
            return pace.isShut(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /// Nobody is inside or waiting, and there is nothing to remember.
    boolean isIdle() {
        lock.lock();
        try {
            return pace.busy() == 0
                    && line.size() == 0
                    && pace.down(clock.instant()).isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for an entry: until somebody gives it, or for the time of the next slot.
    private void awaitEntry(Waiter waiter) throws InterruptedException {
        admit();
        while (waiter.entry.isEmpty()) {
            var slot = pace.millisUntilSlot(clock.instant());
            if (slot.isPresent()) {
                waiter.called.await(slot.getAsLong(), TimeUnit.MILLISECONDS);
            } else {
                waiter.called.await();
            }
            admit();
        }
    }

    private void ahead(long turn) {
        lock.lock();
        try {
            pace.ahead(turn);
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        var now = clock.instant();
        var down = pace.down(now);
        while (line.size() > 0 && (down.isPresent() || pace.hasTurn(now))) {
            var next = line.next().orElseThrow();
            next.entry = Optional.of(
                    down.isPresent() ? new Entry.Down(down.get()) : new Entry.Turn(pace.enter(now), Optional.empty()));
            next.called.signal();
        }
    }

    private static final class Waiter {
        private final Condition called;
        private final Candidate candidate;
        private Optional<Entry> entry = Optional.empty();

        Waiter(Condition called, Candidate candidate) {
            this.called = called;
            this.candidate = candidate;
        }
    }
}
