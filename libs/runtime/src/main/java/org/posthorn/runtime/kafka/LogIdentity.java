package org.posthorn.runtime.kafka;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Which log this is: another cluster or a topic that was made anew has other ids.
///
/// @param clusterId the Kafka cluster
/// @param topicId Kafka's id of the topic
public record LogIdentity(String clusterId, String topicId) {
    /// Asks Kafka.
    ///
    /// @throws Unavailable when it does not answer in 10 s, or has no such topic
    public static LogIdentity of(KafkaConnection connection, String topic) {
        try (var admin = connection.admin()) {
            var cluster = admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
            var topics = admin.describeTopics(List.of(topic)).allTopicNames().get(10, TimeUnit.SECONDS);
            var description = topics.get(topic);
            if (description == null) {
                throw new Unavailable("Kafka has no topic " + topic);
            }
            return new LogIdentity(cluster, description.topicId().toString());
        } catch (ExecutionException | TimeoutException e) {
            throw new Unavailable("Kafka does not answer for the topic " + topic + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while Kafka was asked for the topic " + topic, e);
        }
    }
}
