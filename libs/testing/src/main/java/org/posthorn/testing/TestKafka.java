package org.posthorn.testing;

/// The shared Kafka as one test class sees it.
///
/// @param bootstrapServers where it listens
/// @param prefix           of every topic, group and transactional id that the class makes; ends with a dot
public record TestKafka(String bootstrapServers, String prefix) {
    /// The class's own name for a topic, group or transactional id.
    public String name(String plain) {
        return prefix + plain;
    }
}
