package org.posthorn.runtime.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.Unavailable;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `smtp.activity` as far back as limits reach, and follows it.
///
/// After Kafka was away it reads on from a little before it lost it; a count that it sees twice then is counted twice,
/// on the strict side and for one window at most.
public final class ActivityFollower implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityFollower.class);
    private static final Duration BACK = Duration.ofDays(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(2);
    /// How far one partition may be behind another.
    private static final Duration OVERLAP = Duration.ofSeconds(2);

    private final KafkaConnection connection;
    private final Consumer<SmtpActivity> listener;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("activity-follower").unstarted(this::live);
    private volatile boolean caughtUp;
    private volatile boolean stopping;
    private Instant from;

    /// @param listener is called for each count, on one thread
    public ActivityFollower(KafkaConnection connection, InstantSource clock, Consumer<SmtpActivity> listener) {
        this.connection = connection;
        this.listener = listener;
        this.from = clock.instant().minus(BACK);
    }

    /// Whether all counts from before the start are known.
    public boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            if (!thread.join(STOP)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        while (!stopping) {
            try (var reader = new LogReader(connection, List.of(Topics.SMTP_ACTIVITY.name()))) {
                follow(reader);
            } catch (Unavailable | KafkaException e) {
                LOG.warn("activity-behind reason={}", e.getMessage());
                rest();
            }
        }
    }

    private void follow(LogReader reader) {
        if (reader.partitions().isEmpty()) {
            rest();
            return;
        }
        reader.from(from);
        reader.readTo(reader.ends(), this::hear);
        caughtUp = true;
        while (!stopping) {
            reader.next().forEach(this::hear);
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        try {
            listener.accept(
                    LogReader.event(Topics.SMTP_ACTIVITY, record).event().data());
            from = Instant.ofEpochMilli(record.timestamp()).minus(OVERLAP);
        } catch (UnreadableRecord e) {
            LOG.warn("activity-unreadable reason={}", e.getMessage());
        }
    }

    private void rest() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
