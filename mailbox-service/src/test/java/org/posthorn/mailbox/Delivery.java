package org.posthorn.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MessageId;
import org.posthorn.events.Purpose;
import org.posthorn.events.Verdict;

/// A record of `delivery.local` as policy-service writes it.
public record Delivery(LocalDelivery event, byte[] octets) {
    /// A message with LF lines; CRLF is put in where it is missing.
    public static Delivery of(MessageId id, long account, String message) {
        var octets = message.contains("\r\n") ? message : message.replace("\n", "\r\n");
        return new Delivery(
                new LocalDelivery(
                        id,
                        new AccountId(account),
                        "someone@localhost",
                        "someone@localhost",
                        Purpose.INBOX,
                        Optional.empty(),
                        "sender@example.com",
                        Instant.now(),
                        "",
                        new Verdict.Deliver("test")),
                octets.getBytes(UTF_8));
    }

    public Delivery as(Purpose purpose, String folder) {
        return new Delivery(
                new LocalDelivery(
                        event.messageId(),
                        event.account(),
                        event.recipient(),
                        event.accepted(),
                        purpose,
                        Optional.of(folder),
                        event.reversePath(),
                        event.acceptedAt(),
                        event.prepend(),
                        event.verdict()),
                octets);
    }

    public CloudEvent<LocalDelivery> cloudEvent() {
        return new CloudEvent<>(
                event.messageId().value(),
                "policy-service",
                event.acceptedAt(),
                Optional.empty(),
                event,
                Optional.of(new Content.Inline(octets)));
    }
}
