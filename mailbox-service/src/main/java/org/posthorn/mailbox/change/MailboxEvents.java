package org.posthorn.mailbox.change;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Topics;
import org.posthorn.events.TraceContext;
import org.posthorn.runtime.outbox.OutboxRecord;

/// Changes and outcomes as outbox records. Their ids are made of what they tell of, so that a redo makes the same.
public final class MailboxEvents {
    private static final String SOURCE = "mailbox-service";

    private MailboxEvents() {}

    /// A change of a mailbox; its mod-sequence makes it unique within the account.
    public static OutboxRecord change(MailboxChange change) {
        var account = change.account().toString();
        var id = account + "-" + change.folder() + "-" + change.modSeq() + "-"
                + change.getClass().getSimpleName();
        return OutboxRecord.of(Topics.MAILBOX_CHANGED, account, event(id, change.at(), change, Optional.empty()));
    }

    /// What became of a message for one recipient.
    public static OutboxRecord outcome(Outcome outcome) {
        var subject = outcome.subject();
        MessageId message = subject.messageId();
        var id = outcomeId(message, subject.purpose(), subject.recipient());
        var trace = Optional.of(TraceContext.of(message, id));
        return OutboxRecord.of(Topics.DELIVERY_OUTCOME, message.value(), event(id, outcome.at(), outcome, trace));
    }

    /// The id of the event that tells what became of a message for a recipient.
    public static String outcomeId(MessageId message, Purpose purpose, String recipient) {
        return message.value() + "-" + purpose + "-" + recipient;
    }

    private static <E extends Event> CloudEvent<E> event(String id, Instant at, E data, Optional<String> trace) {
        return new CloudEvent<>(id, SOURCE, at, trace, data, Optional.empty());
    }
}
