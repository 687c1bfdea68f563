package org.posthorn.delivery.transport;

import java.util.List;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.Recipient;

/// One transaction's worth: an envelope, those of its recipients who are to be tried now, and the content.
public record OutgoingMessage(MailEnvelope envelope, List<Recipient> recipients, OutgoingContent content) {
    public OutgoingMessage {
        recipients = List.copyOf(recipients);
    }
}
