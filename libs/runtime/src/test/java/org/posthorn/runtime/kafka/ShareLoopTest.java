package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.posthorn.testing.Eventually.eventually;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.posthorn.events.SmtpActivity;
import org.posthorn.runtime.kafka.ShareLoop.Options;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class ShareLoopTest {
    @Test
    void anAcceptedRecordNeverComesAgainAReleasedOneComesWithItsCountARenewedOneStays(TestKafka kafka)
            throws Exception {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        var topic = Counted.topic(kafka, "shared", 2);
        var group = topic.name() + ".group";
        fromTheBeginning(connection, group);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var publisher = new Publisher(connection)) {
            Counted.send(publisher, topic, 20);
            var loop = new ShareLoop<SmtpActivity>(
                    connection, topic, publisher, new Options(group, 50, 0), (taken, locks) -> {
                        locks.renew();
                        for (var one : taken) {
                            int number = Counted.number(one.received());
                            seen.add(number + "/" + one.received().deliveryCount());
                            if (number != 7 || one.received().deliveryCount() == 2) {
                                one.accept();
                            }
                        }
                    });
            loop.start();
            eventually("all of them and one again", () -> seen.size() == 22);
            eventually("the released one with its count", () -> seen.contains("7/2"));
            eventually("nothing is left", () -> unread(connection, group) == 0);
            loop.close();
        }
        assertEquals(22, seen.stream().distinct().count(), "nothing twice but the released one");
    }

    private static long unread(KafkaConnection connection, String group) {
        try (var admin = connection.admin();
                var reader = new UnreadReader(connection)) {
            var positions = GroupPosition.ofShareGroup(admin, group);
            var ends =
                    reader.ends(positions.stream().map(GroupPosition::partition).toList());
            return positions.stream()
                    .mapToLong(position -> reader.of(position, ends.getOrDefault(position.partition(), 0L))
                            .records())
                    .sum();
        }
    }

    private static void fromTheBeginning(KafkaConnection connection, String group) throws Exception {
        try (var admin = connection.admin()) {
            var resource = new ConfigResource(ConfigResource.Type.GROUP, group);
            var earliest = new ConfigEntry("share.auto.offset.reset", "earliest");
            admin.incrementalAlterConfigs(
                            Map.of(resource, List.of(new AlterConfigOp(earliest, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }
}
