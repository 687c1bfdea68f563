package org.posthorn.runtime.kafka;

import java.util.Optional;

/// How far a reader came in a partition, with what tells whether the log is still the same one.
///
/// @param clusterId the Kafka cluster
/// @param topicId Kafka's id of the topic: another one after it was made anew
/// @param partition of the topic
/// @param next the offset of the next record to read
/// @param leaderEpoch of the last record read, so that a truncated log is noticed
public record Position(String clusterId, String topicId, int partition, long next, Optional<Integer> leaderEpoch) {}
