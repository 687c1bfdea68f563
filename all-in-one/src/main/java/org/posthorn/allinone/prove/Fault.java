package org.posthorn.allinone.prove;

import java.time.Duration;

/// One thing that goes wrong, for a while.
sealed interface Fault {
    /// How long; a kill is over at once, since what was killed is started again.
    Duration lasting();

    /// For people.
    String words();

    /// SIGKILL.
    record Kill(Target target) implements Fault {
        @Override
        public Duration lasting() {
            return Duration.ZERO;
        }

        @Override
        public String words() {
            return "SIGKILL " + target.word();
        }
    }

    /// SIGSTOP, and SIGCONT at its end.
    record Freeze(Target target, Duration lasting) implements Fault {
        @Override
        public String words() {
            return "SIGSTOP " + target.word();
        }
    }

    /// The disk of Kafka or PostgreSQL is full to the last octet.
    record FillDisk(Target target, Duration lasting) implements Fault {
        @Override
        public String words() {
            return "full disk of " + target.word();
        }
    }

    /// Connections suffer.
    record Disturb(Way way, Disturbance how, Duration lasting) implements Fault {
        @Override
        public String words() {
            return how.word() + " connections " + way.words();
        }
    }

    /// DNS servers do not answer.
    record SilenceDns(Duration lasting) implements Fault {
        @Override
        public String words() {
            return "DNS silent";
        }
    }
}
