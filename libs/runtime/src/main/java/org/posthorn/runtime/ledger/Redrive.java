package org.posthorn.runtime.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Purpose;
import org.posthorn.events.Recipient;

/// What of one message goes its way once more: it is accepted again under its own name, for the missing routes only.
/// Stores know what they have; a remote server may see a duplicate, as with any mail server.
///
/// @param place where the accepted message stands
/// @param recipients that are missing, after alias expansion; empty when all are
/// @param sentCopy the sender's copy is missing
public record Redrive(MessageId messageId, Place place, List<String> recipients, boolean sentCopy) {

    /// One for each message that misses something which can be driven again, by its place in the log.
    public static List<Redrive> of(List<Finding> findings) {
        Map<MessageId, List<Finding>> byMessage = new LinkedHashMap<>();
        for (var finding : findings) {
            if (finding.kind().drivenAgain() && finding.place().isPresent()) {
                byMessage
                        .computeIfAbsent(finding.messageId(), _ -> new ArrayList<>())
                        .add(finding);
            }
        }
        return byMessage.values().stream().map(Redrive::ofOne).toList();
    }

    private static Redrive ofOne(List<Finding> findings) {
        var first = findings.getFirst();
        var recipients = new ArrayList<String>();
        boolean sentCopy = false;
        for (var finding : findings) {
            if (finding.purpose().equals(Optional.of(Purpose.SENT))) {
                sentCopy = true;
            } else {
                finding.recipient().ifPresent(recipients::add);
            }
        }
        return new Redrive(first.messageId(), first.place().orElseThrow(), List.copyOf(recipients), sentCopy);
    }

    /// Whether everything of the message is missing.
    public boolean whole() {
        return recipients.isEmpty() && !sentCopy;
    }

    /// The accepted message as it is accepted again.
    public MessageAccepted of(MessageAccepted accepted) {
        if (whole()) {
            return accepted;
        }
        var envelope = accepted.envelope();
        return new MessageAccepted(
                accepted.messageId(),
                accepted.acceptedAt(),
                origin(accepted.origin()),
                accepted.client(),
                envelope.to(recipients.stream().map(r -> wishesOf(envelope, r)).toList()),
                accepted.size());
    }

    private static Recipient wishesOf(MailEnvelope envelope, String recipient) {
        return envelope.recipients().stream()
                .filter(r -> r.address().equals(recipient))
                .findFirst()
                .orElse(Recipient.of(recipient));
    }

    private Origin origin(Origin origin) {
        return switch (origin) {
            case Origin.Submission(var account, var _, var bcc) -> new Origin.Submission(account, sentCopy, bcc);
            case Origin.Web(var account, var _, var bcc) -> new Origin.Web(account, sentCopy, bcc);
            case Origin.Mx _, Origin.Internal _ -> origin;
        };
    }
}
