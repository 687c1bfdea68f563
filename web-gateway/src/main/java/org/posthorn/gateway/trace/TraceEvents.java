package org.posthorn.gateway.trace;

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
            case MessageAccepted accepted -> accepted(event, accepted, json);
            case MessageRefused refused -> refused(event, refused, json);
            case MessageJudged judged -> judged(event, judged, json);
            case Outcome outcome -> outcome(event, outcome, json);
            default ->
                throw new IllegalArgumentException(
                        "no event of the trace: " + event.data().getClass());
        };
    }

    private static Added accepted(CloudEvent<? extends Event> event, MessageAccepted accepted, String json) {
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
        var entry = new TraceEntry(
                accepted.messageId(),
                Optional.of(sender),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ip,
                Optional.of(accepted.size()),
                recipients,
                terms.all());
        return new Added(entry, step(event, accepted.messageId(), accepted.acceptedAt(), Optional.empty(), json));
    }

    /// A refusal has no message id: it gets one made from the event's name, the same each time it is read.
    private static Added refused(CloudEvent<? extends Event> event, MessageRefused refused, String json) {
        var id = NOTHING.derive(refused.refusedAt(), name(event));
        var terms = new Terms()
                .exact("ip", refused.client().ip())
                .words("reply", refused.reply())
                .exact("had", "refused");
        refused.reversePath().ifPresent(path -> terms.address("from", path));
        refused.forwardPath().ifPresent(path -> terms.address("to", path));
        refused.account().ifPresent(account -> terms.exact("account", account.toString()));
        status(refused.reply(), terms);
        var entry = new TraceEntry(
                id,
                refused.reversePath(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(refused.client().ip()),
                Optional.empty(),
                refused.forwardPath().map(Set::of).orElse(Set.of()),
                terms.all());
        return new Added(entry, step(event, id, refused.refusedAt(), refused.forwardPath(), json));
    }

    private static Added judged(CloudEvent<? extends Event> event, MessageJudged judged, String json) {
        var terms = new Terms()
                .address("from", judged.reversePath())
                .exact("had", "judged")
                .exact("had", TraceKind.verdict(judged.verdict()));
        judged.headerFrom().ifPresent(from -> terms.address("author", from));
        judged.subject().ifPresent(subject -> terms.words("subject", subject));
        judged.headerMessageId().ifPresent(id -> terms.exact("id", id));
        origin(judged.origin(), terms);
        var recipients = new LinkedHashSet<String>();
        for (var route : judged.routes()) {
            if (route instanceof Route.Local local) {
                terms.exact("account", local.account().toString());
            }
            if (route.purpose() == org.posthorn.events.Purpose.INBOX) {
                recipients.add(route.accepted());
                terms.address("to", route.accepted()).address("to", route.recipient());
            }
        }
        var entry = new TraceEntry(
                judged.messageId(),
                Optional.of(judged.reversePath()),
                judged.headerFrom(),
                judged.subject(),
                judged.headerMessageId(),
                Optional.empty(),
                Optional.empty(),
                recipients,
                terms.all());
        return new Added(entry, step(event, judged.messageId(), judged.judgedAt(), Optional.empty(), json));
    }

    private static Added outcome(CloudEvent<? extends Event> event, Outcome outcome, String json) {
        var subject = outcome.subject();
        var terms = new Terms().exact("had", TraceKind.of(outcome)).address("to", subject.recipient());
        attempt(outcome).ifPresent(attempt -> {
            terms.words("reply", attempt.reply()).exact("status", attempt.status());
            attempt.host().ifPresent(host -> terms.exact("host", host));
        });
        var entry = TraceEntry.found(subject.messageId(), Set.of(), terms.all());
        return new Added(entry, step(event, subject.messageId(), outcome.at(), Optional.of(subject.recipient()), json));
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

    private static TraceStep step(
            CloudEvent<? extends Event> event,
            MessageId message,
            java.time.Instant at,
            Optional<String> recipient,
            String json) {
        return new TraceStep(message, name(event), at, TraceKind.of(event.data()), recipient, json);
    }

    /// Unique by CloudEvents §3.1.
    private static String name(CloudEvent<? extends Event> event) {
        return event.source() + "/" + event.id();
    }
}
