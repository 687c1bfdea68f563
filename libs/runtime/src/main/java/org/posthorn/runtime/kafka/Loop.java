package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of a loop: opens its client, turns, opens it again after a failure of the environment, and stops between
/// two turns. This is one of the few places that may catch everything: a loop must outlive a bug in one record's work.
abstract sealed class Loop implements Running permits PartitionLoop, TransactionLoop, ShareLoop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final String LABEL = "loop";

    /// How long a turn waits for something to do.
    static final Duration TURN = Duration.ofSeconds(1);

    /// The same where somebody waits for the work. The consumer of a group (Kafka 4.3) whose fetch came back empty may
    /// send no other before the next poll, and hears of no record until then.
    static final Duration SHORT_TURN = Duration.ofMillis(100);

    private final LoopState state;
    private final Thread thread;
    private volatile boolean stopping;
    private Supplier<Optional<String>> obstacle = Optional::empty;
    private boolean obstructed;

    Loop(String name) {
        state = new LoopState(name);
        thread = new Thread(this::live, name);
    }

    /// How it does.
    public final LoopState.Snapshot state() {
        return state.snapshot();
    }

    /// Takes nothing new while this names a reason, such as a disk that is nearly full; for before the start.
    public final void pauseWhile(Supplier<Optional<String>> reason) {
        obstacle = reason;
    }

    /// Shows how it does.
    public final void measure(Metrics metrics) {
        var name = state.snapshot().name();
        metrics.gauge(
                "posthorn_loop_lag_records",
                "Records that a reader has still to do, as of its last poll.",
                () -> state.behind().records(),
                LABEL,
                name);
        metrics.gauge(
                "posthorn_loop_lag_seconds",
                "Age of the oldest record in a reader's hands.",
                () -> state.behind().age(Instant.now()).toMillis() / 1000.0,
                LABEL,
                name);
        metrics.gauge(
                "posthorn_loop_paused",
                "1 while a reader waits for its environment or does not run.",
                () -> state.snapshot().condition().well() ? 0 : 1,
                LABEL,
                name);
        metrics.counted(
                "posthorn_loop_records",
                "Records that a reader has done.",
                () -> state.snapshot().processed(),
                LABEL,
                name);
        metrics.counted(
                "posthorn_loop_parked",
                "Records that a reader has set aside.",
                () -> state.snapshot().parked(),
                LABEL,
                name);
    }

    /// Whether nothing new may be taken now.
    final boolean obstructed() {
        var reason = obstacle.get();
        if (reason.isPresent()) {
            if (!obstructed) {
                LOG.warn("loop-paused loop={} reason={}", state.snapshot().name(), reason.get());
            }
            state.pausedBy(reason.get());
        } else if (obstructed) {
            LOG.info("loop-resumed loop={}", state.snapshot().name());
            state.resumed();
        }
        obstructed = reason.isPresent();
        return obstructed;
    }

    /// When the oldest of these was written.
    static Optional<Instant> oldest(Collection<ConsumerRecord<byte[], byte[]>> records) {
        var times = records.stream().mapToLong(ConsumerRecord::timestamp).min();
        return times.isPresent() ? Optional.of(Instant.ofEpochMilli(times.getAsLong())) : Optional.empty();
    }

    final LoopState progress() {
        return state;
    }

    final boolean stopping() {
        return stopping;
    }

    /// Opens the client.
    abstract void open();

    /// Takes what is there and does it; returns after at most about a second when there is nothing.
    abstract void turn();

    /// Closes the client; called after a failure too, also when it is not open.
    abstract void shut();

    /// Makes a waiting turn return; for another thread.
    abstract void wakeUp();

    @Override
    public final void start() {
        thread.start();
    }

    /// Finishes the batch in hand and leaves the group, within 30 s.
    @Override
    public final void drain() {
        stopping = true;
        wakeUp();
        join(Duration.ofSeconds(30));
    }

    @Override
    public final void close() {
        drain();
        if (thread.isAlive()) {
            thread.interrupt();
            join(Duration.ofSeconds(5));
        }
    }

    private void join(Duration longest) {
        try {
            thread.join(longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        state.running(true);
        var pause = new Pause();
        while (!stopping) {
            try {
                open();
                while (!stopping) {
                    turn();
                    pause.reset();
                }
            } catch (WakeupException e) {
                LOG.debug("loop-woken loop={}", state.snapshot().name());
            } catch (EnvironmentFailure | KafkaException e) {
                state.pausedBy(Parking.reason(e));
                LOG.warn("loop-paused loop={} reason={}", state.snapshot().name(), Parking.reason(e));
                pause.longer(this);
            } catch (RuntimeException | OutOfMemoryError e) {
                // Memory that a large message did not find may be there at the next turn; the loop must be, too.
                state.pausedBy(Parking.reason(e));
                LOG.error("loop-failed loop={}", state.snapshot().name(), e);
                pause.longer(this);
            } finally {
                shutQuietly();
            }
        }
        state.running(false);
    }

    private void shutQuietly() {
        try {
            shut();
        } catch (RuntimeException e) {
            LOG.debug("loop-close-failed loop={}", state.snapshot().name(), e);
        }
    }

    /// Grows from 100 ms to 5 s while nothing works.
    static final class Pause {
        private Duration next = Duration.ofMillis(100);

        void reset() {
            next = Duration.ofMillis(100);
        }

        Duration longer() {
            var now = next;
            next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next.multipliedBy(2);
            return now;
        }

        void longer(Loop loop) {
            if (loop.stopping) {
                return;
            }
            try {
                Thread.sleep(longer());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
