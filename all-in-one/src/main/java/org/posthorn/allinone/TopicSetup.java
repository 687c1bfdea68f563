package org.posthorn.allinone;

import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the topics before any service looks for them, and writes to the log where existing ones differ.
public final class TopicSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

    private TopicSetup() {}

    /// Returns when every topic is there.
    public static void provision(Settings settings) {
        var kafka = settings.get(KafkaSettings.class);
        try (var admin = kafka.connection().admin()) {
            var provisioner = new TopicProvisioner(admin, kafka.shape());
            var created = provisioner.create();
            if (!created.isEmpty()) {
                LOG.info("topics-created topics={}", created);
            }
            for (var difference : provisioner.differences()) {
                LOG.warn("topic-differs {}", difference);
            }
        }
    }
}
