package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/// Where Kafka is, and what every client of it needs.
///
/// @param bootstrapServers as Kafka writes it: `host:port,host:port`
/// @param extra client properties that are given to each client, such as SASL and TLS
public record KafkaConnection(String bootstrapServers, Map<String, String> extra) {
    /// The largest request: a message inline (1 MiB) with its event, and batches of them.
    static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;

    private static final int WORTH_A_FETCH_BYTES = 1024 * 1024;

    /// A connection without extras.
    public static KafkaConnection to(String bootstrapServers) {
        return new KafkaConnection(bootstrapServers, Map.of());
    }

    /// The same for a person who waits: a call ends within so long when no broker answers. What `extra` says of that
    /// goes before.
    public KafkaConnection within(Duration patience) {
        var request = CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG;
        var call = CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG;
        var all = new HashMap<>(extra);
        // a call must not be shorter than its requests: where only one of them is given it counts for both
        all.putIfAbsent(request, extra.getOrDefault(call, Long.toString(patience.toMillis())));
        all.putIfAbsent(call, all.get(request));
        return new KafkaConnection(bootstrapServers, all);
    }

    /// A new admin client; the caller closes it.
    public Admin admin() {
        return Admin.create(common());
    }

    /// Producer properties: idempotent, all in-sync replicas. The batch size and linger make one fsync commit many
    /// sessions; a broker that is away is noticed within seconds, since a client waits.
    Map<String, Object> producer() {
        var config = common();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, 1);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        return config;
    }

    /// Consumer properties of a group whose offsets are committed by hand.
    Map<String, Object> consumer(String group, int maxRecords) {
        var config = reader(maxRecords);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 300_000);
        return config;
    }

    /// Makes a reader patient: the broker holds an answer back until it is worth the round trip, or so long. For work
    /// that nobody waits for; each batch costs a fetch, a transaction and a commit, however small it is.
    public static Map<String, Object> patient(Map<String, Object> reader, Duration longest) {
        var config = new HashMap<>(reader);
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, WORTH_A_FETCH_BYTES);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(longest.toMillis()));
        return config;
    }

    /// Properties of a consumer without a group.
    public Map<String, Object> reader(int maxRecords) {
        var config = common();
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 * 1024 * 1024);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return config;
    }

    /// Share consumer properties; each record is acknowledged by itself.
    Map<String, Object> shareConsumer(String group, int maxRecords) {
        var config = common();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        return config;
    }

    private Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>(extra);
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put("enable.metrics.push", false);
        return config;
    }
}
