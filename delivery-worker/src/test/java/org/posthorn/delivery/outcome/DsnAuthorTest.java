package org.posthorn.delivery.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.delivery.outcome.DsnAuthor.Line;
import org.posthorn.delivery.queue.Consignment.Member;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.Recipient;
import org.posthorn.events.RemoteDelivery.RemoteRecipient;
import org.posthorn.mail.dsn.DsnAction;
import org.posthorn.mail.smtp.Reply;

class DsnAuthorTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.b.example |      | 550 5.1.1 No such user | mx.b.example | 550 5.1.1 No such user",
                "mx.b.example |      | 450 Later              | mx.b.example | 450 Later",
                "mx.b.example | true | The handshake failed   |              | ",
                "mx.b.example | true | 450 of 500 octets left |              | ",
                "             |      | No such domain         |              | ",
            })
    void onlyWhatAServerSaidIsItsReply(String host, Boolean ours, String words, String server, String reply) {
        var facts = new Attempt(Optional.ofNullable(host), Optional.empty(), words, "4.0.0", Optional.ofNullable(ours));
        var member = new Member(
                0,
                new RemoteRecipient("bob@b.example", "bob@b.example"),
                RecipientState.DUE,
                1,
                false,
                Optional.of(facts));
        var line = new Line(member, Recipient.of("bob@b.example"), facts, Optional.empty());

        var report = DsnAuthor.recipient(line, DsnAction.FAILED, NOW);

        assertEquals(Optional.ofNullable(server), report.remoteServer());
        assertEquals(Optional.ofNullable(reply), report.remoteReply().map(Reply::toString));
        assertEquals(words, report.reason());
    }
}
