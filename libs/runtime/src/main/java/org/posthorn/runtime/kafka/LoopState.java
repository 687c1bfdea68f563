package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.runtime.health.Condition;

/// How a loop does, for health and metrics. One thread writes it, any may read it.
public final class LoopState {
    /// @param name group and topic
    /// @param running its thread lives
    /// @param paused why it waits, when the environment fails
    /// @param since when that began
    /// @param processed records done since the start
    /// @param parked records set aside since the start
    public record Snapshot(
            String name,
            boolean running,
            Optional<String> paused,
            Optional<Instant> since,
            long processed,
            long parked) {

        /// For health: well while its thread lives and nothing makes it wait.
        public Condition condition() {
            if (!running) {
                return Condition.unwell("not running, " + figures());
            }
            return paused.map(reason -> Condition.unwell("paused since "
                            + since.map(Instant::toString).orElse("its start") + ": " + reason + "; " + figures()))
                    .orElseGet(() -> Condition.well("running, " + figures()));
        }

        private String figures() {
            return processed + " done" + (parked == 0 ? "" : ", " + parked + " parked");
        }
    }

    /// What lies before a loop.
    ///
    /// @param records that it has still to do, as of its last poll
    /// @param oldest when the oldest one in its hands was written
    public record Behind(long records, Optional<Instant> oldest) {
        /// How old the oldest one in its hands is; zero when it has none.
        public Duration age(Instant now) {
            return oldest.map(then -> Duration.between(then, now)).orElse(Duration.ZERO);
        }
    }

    private volatile Snapshot current;
    private volatile Behind behind = new Behind(0, Optional.empty());

    LoopState(String name) {
        current = new Snapshot(name, false, Optional.empty(), Optional.empty(), 0, 0);
    }

    /// As it is now.
    public Snapshot snapshot() {
        return current;
    }

    /// What lies before it now.
    public Behind behind() {
        return behind;
    }

    void behind(long records, Optional<Instant> oldest) {
        behind = new Behind(records, oldest);
    }

    /// What made it wait is over.
    void resumed() {
        var s = current;
        current = new Snapshot(s.name(), s.running(), Optional.empty(), Optional.empty(), s.processed(), s.parked());
    }

    void running(boolean running) {
        var s = current;
        current = new Snapshot(s.name(), running, s.paused(), s.since(), s.processed(), s.parked());
    }

    void pausedBy(String reason) {
        var s = current;
        var since = s.since().or(() -> Optional.of(Instant.now()));
        current = new Snapshot(s.name(), s.running(), Optional.of(reason), since, s.processed(), s.parked());
    }

    void done(int records, int parked) {
        var s = current;
        current = new Snapshot(
                s.name(),
                s.running(),
                Optional.empty(),
                Optional.empty(),
                s.processed() + records,
                s.parked() + parked);
    }
}
