package org.posthorn.runtime.ledger;

import java.time.Duration;
import java.util.Optional;
import org.posthorn.runtime.kafka.TopicProvisioner.Shape;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// How long the log keeps mail.
@Group(
        prefix = "ledger",
        doc = "The books over all mail, and how long the log keeps what they have closed. Mail that was not filed,"
                + " sent or queued stays however old it is.")
public record LedgerSettings(
        @Setting(
                doc = "How long records of mail stay in the topics, and large contents in the claim store; absent: 3"
                        + " days with one broker, 14 in a cluster. Replays and traces reach so far back.")
        Optional<Duration> keep,

        @Setting(value = "10m", doc = "How often an all-in-one closes the books and deletes what is older.")
        Duration interval) {
    private static final Duration SINGLE = Duration.ofDays(3);
    private static final Duration CLUSTER = Duration.ofDays(14);

    /// The keep time that counts.
    public Duration keep(Shape shape) {
        return keep.orElse(
                switch (shape) {
                    case SINGLE -> SINGLE;
                    case CLUSTER -> CLUSTER;
                });
    }
}
