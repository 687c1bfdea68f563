package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Topic;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A compacted topic as a map in memory. It stays readable, with its last state, while Kafka is away.
///
/// It counts as loaded once the owner's `snapshot-complete` record was read and it had caught up with the end of the
/// topic: before that nobody may conclude from it that something does not exist. An entry with an older version than
/// the one at hand is ignored, so a replay of old records changes nothing. One thread writes, any may read.
///
/// A removal is a record, which a view may miss: the log is another one after a restore and knows nothing of what was
/// before, and a removal is compacted away while the view is cut off. So each time it begins anew, and when the owner
/// writes a whole snapshot, it reads the topic from its beginning into a map of its own, and shows that at once when it
/// has caught up: what is not in it is gone.
public final class View<E extends Event> implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(View.class);
    private static final String LABEL = "topic";
    private static final String SNAPSHOT_COMPLETE = "snapshot-complete";

    private final KafkaConnection connection;
    private final Topic<E> topic;
    private final ToLongFunction<E> version;
    private final Predicate<E> kept;
    private final List<Follower<E>> followers = new CopyOnWriteArrayList<>();
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Thread thread;
    private volatile Standing standing = new Standing(Long.MAX_VALUE, Instant.EPOCH);
    private volatile boolean stopping;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile ConcurrentMap<String, E> entries = new ConcurrentHashMap<>();
    /// What is read: the entries shown, or those that will be once they are whole.
    private ConcurrentMap<String, E> reading = entries;
    private boolean shown = true;
    private boolean snapshotSeen;

    /// Hears of changes, on the view's thread, and must be quick.
    @FunctionalInterface
    public interface Follower<E> {
        /// @param entry absent when it is gone
        void changed(String key, Optional<E> entry);

        /// From here on every entry there is comes again, until [#whole]: who keeps more than the view does collects
        /// them beside what it has.
        default void begun() {}

        /// All have come: what did not is gone.
        default void whole() {}
    }

    /// @param lag records behind the end of the topic
    /// @param asOf when that was measured
    public record Standing(long lag, Instant asOf) {}

    /// @param version of an entry: grows with each change of the owner
    public View(KafkaConnection connection, Topic<E> topic, ToLongFunction<E> version) {
        this(connection, topic, version, _ -> true);
    }

    /// @param kept which entries it keeps. Of the others its followers hear all the same: where there may be millions,
    ///     they keep the little that they need of each.
    public View(KafkaConnection connection, Topic<E> topic, ToLongFunction<E> version, Predicate<E> kept) {
        this.connection = connection;
        this.topic = topic;
        this.version = version;
        this.kept = kept;
        this.thread = new Thread(this::live, "view/" + topic.name());
    }

    /// The entry of a key, such as `address:alice@example.com`.
    public Optional<E> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /// All entries whose key begins so, in no order.
    public Stream<E> startingWith(String prefix) {
        return entries.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .map(Map.Entry::getValue);
    }

    /// Whether absence means that something does not exist.
    public boolean loaded() {
        return loaded.getCount() == 0;
    }

    /// Waits until it is loaded.
    ///
    /// @return false when that took longer
    public boolean awaitLoaded(Duration longest) throws InterruptedException {
        return loaded.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// How far behind it is.
    public Standing standing() {
        return standing;
    }

    /// Shows how it does.
    public void measure(Metrics metrics) {
        metrics.gauge(
                "posthorn_view_loaded",
                "1 when absence from the view means that something does not exist.",
                () -> loaded() ? 1 : 0,
                LABEL,
                topic.name());
        metrics.gauge(
                "posthorn_view_lag_records",
                "Records that the view has still to read.",
                () -> standing.asOf().equals(Instant.EPOCH) ? Double.NaN : standing.lag(),
                LABEL,
                topic.name());
        metrics.gauge(
                "posthorn_view_age_seconds",
                "Time since the view heard from Kafka.",
                () -> standing.asOf().equals(Instant.EPOCH)
                        ? Double.NaN
                        : Duration.between(standing.asOf(), Instant.now()).toMillis() / 1000.0,
                LABEL,
                topic.name());
        metrics.gauge("posthorn_view_entries", "Entries of the view.", () -> entries.size(), LABEL, topic.name());
    }

    /// Tells of each change from the start on.
    public void onChange(Follower<E> follower) {
        followers.add(follower);
    }

    @Override
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        stopping = true;
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        var pause = new Loop.Pause();
        while (!stopping) {
            try (var open = new KafkaConsumer<>(
                    connection.reader(1_000), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = open;
                follow(open, pause);
            } catch (WakeupException e) {
                LOG.debug("view-woken topic={}", topic.name());
            } catch (KafkaException e) {
                LOG.warn("view-behind topic={} reason={}", topic.name(), Parking.reason(e));
                rest(pause.longer());
            }
        }
    }

    private void rest(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> open, Loop.Pause pause) {
        var partitions = open.partitionsFor(topic.name(), Duration.ofSeconds(10)).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        if (partitions.isEmpty()) {
            rest(pause.longer());
            return;
        }
        open.assign(partitions);
        begin(open, partitions);
        while (!stopping) {
            boolean anew = false;
            for (var record : open.poll(Duration.ofSeconds(1))) {
                anew |= apply(record);
            }
            measure(open, partitions);
            if (anew) {
                begin(open, partitions);
            }
            pause.reset();
        }
    }

    private void begin(KafkaConsumer<byte[], byte[]> open, List<TopicPartition> partitions) {
        open.seekToBeginning(partitions);
        reading = new ConcurrentHashMap<>();
        shown = false;
        snapshotSeen = false;
        followers.forEach(Follower::begun);
        if (!loaded()) {
            show();
        }
    }

    private void show() {
        var before = entries;
        var now = reading;
        entries = now;
        shown = true;
        followers.forEach(Follower::whole);
        for (var key : before.keySet()) {
            if (!now.containsKey(key)) {
                tell(key, Optional.empty());
            }
        }
    }

    private void measure(KafkaConsumer<byte[], byte[]> open, List<TopicPartition> partitions) {
        long lag = 0;
        for (var partition : partitions) {
            lag += open.currentLag(partition).orElse(Long.MAX_VALUE / partitions.size());
        }
        standing = new Standing(lag, Instant.now());
        if (lag > 0 || !snapshotSeen) {
            return;
        }
        if (!shown) {
            int before = entries.size();
            show();
            LOG.info("view-read-again topic={} entries={} before={}", topic.name(), entries.size(), before);
        }
        if (!loaded()) {
            loaded.countDown();
            LOG.info("view-loaded topic={} entries={}", topic.name(), entries.size());
        }
    }

    /// @return whether the owner wrote everything anew
    private boolean apply(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return false;
        }
        var key = new String(record.key(), UTF_8);
        if (record.value() == null) {
            reading.remove(key);
            tell(key, Optional.empty());
        } else if (key.equals(SNAPSHOT_COMPLETE)) {
            snapshotSeen = true;
            return shown && loaded();
        } else {
            read(key, record);
        }
        return false;
    }

    private void read(String key, ConsumerRecord<byte[], byte[]> record) {
        try {
            put(key, Received.of(topic, record).event().data());
        } catch (UnreadableRecord e) {
            // A newer release may write what this one does not know; its own entries stay right without it.
            LOG.warn("view-entry-unknown topic={} key={} reason={}", topic.name(), key, e.getMessage());
        }
    }

    private void put(String key, E entry) {
        var before = reading.get(key);
        if (before != null && version.applyAsLong(before) > version.applyAsLong(entry)) {
            return;
        }
        if (kept.test(entry)) {
            reading.put(key, entry);
        }
        tell(key, Optional.of(entry));
    }

    private void tell(String key, Optional<E> entry) {
        followers.forEach(follower -> follower.changed(key, entry));
    }
}
