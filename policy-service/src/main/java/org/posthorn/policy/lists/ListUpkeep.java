package org.posthorn.policy.lists;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what the lists refused, as `mail.refused` tells, and takes expired entries away.
public final class ListUpkeep implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(ListUpkeep.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final String BLOCKED = "blocked:";
    private static final int MOST_AT_ONCE = 1_000;

    private final SenderLists lists;
    private final PartitionLoop<MessageRefused> loop;
    private final Thread sweeper = Thread.ofVirtual().name("list-sweeper").unstarted(this::sweepOnAndOn);

    public ListUpkeep(SenderLists lists, KafkaConnection connection, Publisher publisher) {
        this.lists = lists;
        var options = PartitionLoop.Options.patient("policy-list-hits", MOST_AT_ONCE);
        this.loop = new PartitionLoop<>(connection, Topics.MAIL_REFUSED, publisher, options, this::count);
    }

    @Override
    public void start() {
        loop.start();
        sweeper.start();
    }

    @Override
    public void drain() {
        loop.drain();
    }

    @Override
    public void close() {
        sweeper.interrupt();
        loop.close();
    }

    private void count(Batch<MessageRefused> batch) {
        Map<String, Integer> hits = new HashMap<>();
        MessageRefused last = null;
        for (var record : batch.records()) {
            var refused = record.event().data();
            var rule = refused.rule().filter(text -> text.startsWith(BLOCKED));
            if (rule.isPresent()) {
                hits.merge(rule.get().substring(BLOCKED.length()), 1, Integer::sum);
                last = refused;
            }
        }
        if (last != null) {
            lists.hits(ListName.BLOCKLIST, hits, last.refusedAt());
        }
    }

    private void sweepOnAndOn() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(EVERY);
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            lists.sweep();
        } catch (DatabaseUnavailable e) {
            LOG.warn("list-sweep-waits reason={}", e.getMessage());
        }
    }
}
