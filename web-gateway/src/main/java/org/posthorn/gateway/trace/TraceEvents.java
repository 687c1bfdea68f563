package org.posthorn.gateway.trace;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Recipient;
import org.posthorn.events.Route;

/// What an event adds to the trace.
final class TraceEvents {
    private static final MessageId NOTHING = new MessageId("0".repeat(26));

    private TraceEvents() {}

    /// A step, and what it tells about its message.
    record Added(TraceEntry entry, TraceStep step) {}

    /// @param json the event as the topic has it
    static Added of(CloudEvent<? extends Event> event, String json) {
        return switch (event.data()) {
            case MessageAccepted accepted ->
                added(event, accepted.messageId(), accepted.acceptedAt(), Optional.empty(), json);
            case MessageRefused refused ->
                added(event, refusal(event, refused), refused.refusedAt(), refused.forwardPath(), json);
            case MessageJudged judged -> added(event, judged.messageId(), judged.judgedAt(), Optional.empty(), json);
            case Outcome outcome -> {
                var subject = outcome.subject();
                yield added(event, subject.messageId(), outcome.at(), Optional.of(subject.recipient()), json);
            }
            default -> throw stranger(event.data());
        };
    }

    private static Added added(
            CloudEvent<? extends Event> event, MessageId message, Instant at, Optional<String> recipient, String json) {
        var data = event.data();
        return new Added(
                told(message, data), new TraceStep(message, name(event), at, TraceKind.of(data), recipient, json));
    }

    /// A refusal has no message id: it gets one made from the event's name, the same each time it is read.
    private static MessageId refusal(CloudEvent<? extends Event> event, MessageRefused refused) {
        return NOTHING.derive(refused.refusedAt(), name(event));
    }

    /// What an event tells about its message.
    static TraceEntry told(MessageId message, Event event) {
        return switch (event) {
            case MessageAccepted accepted -> accepted(message, accepted);
            case MessageRefused refused -> refused(message, refused);
            case MessageJudged judged -> judged(message, judged);
            case Outcome outcome -> outcome(message, outcome);
            default -> throw stranger(event);
        };
    }

    private static IllegalArgumentException stranger(Event event) {
        return new IllegalArgumentException("no event of the trace: " + event.getClass());
    }

    private static TraceEntry accepted(MessageId message, MessageAccepted accepted) {
        var recipients = new LinkedHashSet<String>();
        for (Recipient recipient : accepted.envelope().recipients()) {
            recipients.add(recipient.address());
        }
        var sender = accepted.envelope().reversePath();
        var terms =
                new Terms().address("from", sender).addresses("to", recipients).exact("had", "accepted");
        var ip = accepted.client().map(client -> client.ip());
        ip.ifPresent(address -> terms.exact("ip", address));
        origin(accepted.origin(), terms);
        return new TraceEntry(
                message,
                Optional.of(sender),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ip,
                Optional.of(accepted.size()),
                recipients,
                terms.all());
    }

    private static TraceEntry refused(MessageId message, MessageRefused refused) {
        var terms = new Terms()
                .exact("ip", refused.client().ip())
                .words("reply", refused.reply())
                .exact("had", "refused");
        refused.reversePath().ifPresent(path -> terms.address("from", path));
        refused.forwardPath().ifPresent(path -> terms.address("to", path));
        refused.account().ifPresent(account -> terms.exact("account", account.toString()));
        status(refused.reply(), terms);
        return new TraceEntry(
                message,
                refused.reversePath(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(refused.client().ip()),
                Optional.empty(),
                refused.forwardPath().map(Set::of).orElse(Set.of()),
                terms.all());
    }

    private static TraceEntry judged(MessageId message, MessageJudged judged) {
        var terms = new Terms()
                .address("from", judged.reversePath())
                .exact("had", "judged")
                .exact("had", judged.verdict().kind());
        judged.headerFrom().ifPresent(from -> terms.address("author", from));
        judged.subject().ifPresent(subject -> terms.words("subject", subject));
        judged.headerMessageId().ifPresent(id -> terms.exact("id", id));
        origin(judged.origin(), terms);
        var recipients = new LinkedHashSet<String>();
        for (var route : judged.routes()) {
            if (route instanceof Route.Local local) {
                terms.exact("account", local.account().toString());
            }
            if (route.purpose() == Purpose.INBOX) {
                recipients.add(route.accepted());
                terms.address("to", route.accepted()).address("to", route.recipient());
            }
        }
        return new TraceEntry(
                message,
                Optional.of(judged.reversePath()),
                judged.headerFrom(),
                judged.subject(),
                judged.headerMessageId(),
                Optional.empty(),
                Optional.empty(),
                recipients,
                terms.all());
    }

    private static TraceEntry outcome(MessageId message, Outcome outcome) {
        var terms = new Terms()
                .exact("had", TraceKind.of(outcome))
                .address("to", outcome.subject().recipient());
        attempt(outcome).ifPresent(attempt -> {
            terms.words("reply", attempt.reply()).exact("status", attempt.status());
            attempt.host().ifPresent(host -> terms.exact("host", host));
        });
        return TraceEntry.found(message, Set.of(), terms.all());
    }

    static Optional<Outcome.Attempt> attempt(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> delivered.attempt();
            case Outcome.Bounced bounced -> Optional.of(bounced.attempt());
            case Outcome.Expired expired -> Optional.of(expired.attempt());
            case Outcome.Deferred deferred -> Optional.of(deferred.attempt());
            case Outcome.InDoubt doubt -> Optional.of(doubt.attempt());
            case Outcome.Discarded _, Outcome.Held _, Outcome.Quarantined _ -> Optional.empty();
        };
    }

    private static void origin(Origin origin, Terms terms) {
        origin.submitter().ifPresent(account -> terms.exact("account", account.toString()));
    }

    /// The enhanced status code of a reply such as `550 5.1.1 User not found` (RFC 2034).
    private static void status(String reply, Terms terms) {
        var words = reply.split(" ", 3);
        if (words.length > 1 && words[1].matches("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}")) {
            terms.exact("status", words[1]);
        }
    }

    /// Unique by CloudEvents §3.1.
    private static String name(CloudEvent<? extends Event> event) {
        return event.source() + "/" + event.id();
    }
}
