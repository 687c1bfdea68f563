package org.posthorn.runtime.kafka;

import java.util.Map;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;
import org.posthorn.runtime.settings.Size;

/// Where Kafka is.
@Group(prefix = "kafka", doc = "Kafka (4.2 or newer).")
public record KafkaSettings(
        @Setting(value = "127.0.0.1:9092", doc = "The brokers, as `host:port, host:port`.")
        String bootstrapServers,

        @Setting(
                doc = "Client properties that are given to each client, such as"
                        + " `security.protocol=SASL_SSL, sasl.mechanism=SCRAM-SHA-512`.",
                secret = true)
        Map<String, String> client,

        @Setting(
                value = "single",
                doc = "`single`: one broker, and `mail.accepted` is fsynced before 250. `cluster`: replication 3 with"
                        + " two in-sync replicas at least.")
        TopicProvisioner.Shape shape,

        @Setting(
                value = "1MiB",
                doc = "The largest message that goes inline in a record; a larger one goes to the claim store.")
        Size inlineLimit) {

    /// The connection that these settings describe.
    public KafkaConnection connection() {
        return new KafkaConnection(bootstrapServers.replace(" ", ""), client);
    }
}
