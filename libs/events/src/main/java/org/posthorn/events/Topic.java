package org.posthorn.events;

import java.util.List;

/// A topic: what it carries, who writes it, who reads it, and how Kafka keeps it.
///
/// @param name the Kafka topic
/// @param doc one sentence
/// @param key what the record key is, in words; records of one key stay in order
/// @param types the events it carries
/// @param carriesMessage the value is a message's octets, the event is in the header `ce_event`
/// @param keep how records go away
/// @param durable fsynced before the acknowledgement where there is one broker only
/// @param partitions on one machine, and in a cluster
/// @param writer the only one
/// @param readers who consumes it
public record Topic<E extends Event>(
        String name,
        String doc,
        String key,
        List<Class<? extends E>> types,
        boolean carriesMessage,
        Keep keep,
        boolean durable,
        Partitions partitions,
        String writer,
        List<String> readers) {

    /// The topic in which records wait that could not be processed.
    public String parked() {
        return name + PARKED_SUFFIX;
    }

    /// What the name of a parking topic ends with.
    public static final String PARKED_SUFFIX = ".parked";

    /// How records go away.
    public enum Keep {
        /// Only up to the ledger's checkpoint, never by time: unread mail is never deleted.
        UNTIL_CHECKPOINT,
        /// After a week.
        WEEK,
        /// After a day.
        DAY,
        /// When a newer record has the same key.
        LATEST_OF_KEY,
        /// Never by itself.
        FOREVER
    }

    /// @param single on one machine with one broker
    /// @param cluster with several brokers
    public record Partitions(int single, int cluster) {}
}
