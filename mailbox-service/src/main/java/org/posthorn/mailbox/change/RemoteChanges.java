package org.posthorn.mailbox.change;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Topics;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows `mailbox.changed`, so that the sessions of this replica hear what other replicas change. It belongs to no
/// group, since each replica reads all of it, and it begins at the end, since a session asks the database first and
/// needs notices only from then on. What may have been missed while Kafka was away every session asks for itself.
public final class RemoteChanges implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteChanges.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaConnection connection;
    private final Notices notices;
    private final Thread thread = new Thread(this::live, "remote-changes");
    private volatile boolean stopping;

    public RemoteChanges(KafkaConnection connection, Notices notices) {
        this.connection = connection;
        this.notices = notices;
    }

    @Override
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void drain() {
        stopping = true;
    }

    /// Waits for the poll that is under way: half a second at most.
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        while (!stopping) {
            try (var log = new LogReader(connection, List.of(Topics.MAILBOX_CHANGED.name()))) {
                follow(log);
            } catch (EnvironmentFailure e) {
                if (!stopping) {
                    LOG.warn("remote-changes-behind reason={}", e.getMessage());
                }
            }
            pause();
        }
    }

    private void pause() {
        if (!stopping) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
    }

    private void follow(LogReader log) {
        if (log.partitions().isEmpty()) {
            return;
        }
        log.ends().forEach(log::from);
        notices.missed();
        while (!stopping) {
            log.next().forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (notices.reach(Long.parseLong(LogReader.key(record)))) {
                notices.tell(
                        LogReader.event(Topics.MAILBOX_CHANGED, record).event().data());
            }
        } catch (UnreadableRecord | NumberFormatException e) {
            // a newer release may tell of what this one does not know; the database says what it was
            LOG.debug("remote-change-unknown offset={} reason={}", record.offset(), e.getMessage());
            notices.missed();
        }
    }
}
