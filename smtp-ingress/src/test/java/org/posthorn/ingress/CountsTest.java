package org.posthorn.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.ingress.limits.Visitor;
import org.posthorn.ingress.view.PolicyView;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.limits.LimitKind;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.Backing;
import org.posthorn.testing.WithBacking;

/// What servers tell each other over a real Kafka.
@WithBacking
class CountsTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("203.0.113.77");
    private static final MailboxAddress SENDER = MailboxAddress.of("counted@servers.example");

    @Test
    void serversShareTheirCountsAndALaterOneReadsThemBack(Backing backing) {
        var kafka = KafkaConnection.to(backing.bootstrapServers());
        try (var admin = kafka.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        var settings = Settings.of("limits.messages-per-day=5");
        try (var publisher = new Publisher(kafka);
                var one = started(settings, kafka, publisher);
                var two = started(settings, kafka, publisher)) {
            for (int i = 0; i < 5; i++) {
                var visitor = visitor(one);
                assertEquals(Optional.empty(), visitor.message(Optional.empty(), Optional.of(SENDER)));
                visitor.keep();
            }
            assertTrue(isOver(one), "exact on the server that counted");
            eventually("the other server knows", () -> isOver(two));

            try (var later = started(settings, kafka, publisher)) {
                eventually(
                        "what was before its start is read back",
                        () -> later.condition().well());
                assertTrue(isOver(later));
            }
        }
    }

    private static Counts started(Settings settings, KafkaConnection kafka, Publisher publisher) {
        var counts = Counts.of(settings, new PolicyView(() -> true), kafka, publisher);
        counts.start();
        return counts;
    }

    private static Visitor visitor(Counts counts) {
        return counts.counting().limits().visitor(CLIENT);
    }

    private static boolean isOver(Counts counts) {
        var visitor = visitor(counts);
        var over = visitor.message(Optional.empty(), Optional.of(SENDER));
        visitor.release();
        return over.equals(Optional.of(LimitKind.MESSAGE));
    }
}
