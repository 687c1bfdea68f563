package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.TopicProvisioner.Shape;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class TopicProvisionerTest {
    @Test
    void createdTopicsAreAsTheyShouldBeAndAChangeIsSeenAndMended(TestKafka kafka) throws Exception {
        try (var admin = KafkaConnection.to(kafka.bootstrapServers()).admin()) {
            var provisioner = new TopicProvisioner(admin, Shape.SINGLE);
            provisioner.create();
            assertEquals(List.of(), provisioner.create(), "a second run creates nothing");
            eventually("as they should be", () -> provisioner.differences().isEmpty());
            var names = admin.listTopics().names().get();
            assertTrue(names.containsAll(Topics.ALL.stream().map(Topic::name).toList()));

            var accepted = new ConfigResource(ConfigResource.Type.TOPIC, "mail.accepted");
            var careless = new ConfigEntry("flush.messages", "1000");
            admin.incrementalAlterConfigs(
                            Map.of(accepted, List.of(new AlterConfigOp(careless, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            eventually(
                    "the change is seen",
                    () -> provisioner.differences().stream()
                            .map(d -> d.topic() + " " + d.what())
                            .toList()
                            .equals(List.of("mail.accepted flush.messages")));
            provisioner.mend();
            eventually("it is mended", () -> provisioner.differences().isEmpty());
        }
    }
}
