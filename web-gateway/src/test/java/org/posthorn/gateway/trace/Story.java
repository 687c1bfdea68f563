package org.posthorn.gateway.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.Client;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;

/// The events of one message, as the services write them.
public final class Story {
    private static final Optional<Client> CLIENT =
            Optional.of(new Client("192.0.2.7", 40_001, "mta1.ex.org", Optional.of("TLSv1.3"), Optional.empty()));

    public final MessageId id;
    final Instant at;

    public Story(Instant at) {
        this.at = at;
        this.id = MessageId.next(at);
    }

    public MessageAccepted accepted(Origin origin, String sender, String... recipients) {
        return new MessageAccepted(id, at, origin, CLIENT, MailEnvelope.of(sender, List.of(recipients)), 4_321);
    }

    public MessageJudged judged(Origin origin, String sender, String subject, Route... routes) {
        return new MessageJudged(
                id,
                at,
                at.plusMillis(16),
                origin,
                sender,
                new Verdict.Deliver("Nothing speaks against it."),
                List.of(new MessageJudged.Evidence("spf", "pass", "ex.org allows 192.0.2.7", 3_200)),
                List.of(routes),
                List.of(),
                Optional.empty(),
                Optional.of("<q4@ex.org>"),
                Optional.of(subject),
                Optional.of(sender));
    }

    public static Route local(String recipient, long account) {
        return new Route.Local(recipient, recipient, new AccountId(account), Purpose.INBOX);
    }

    public static Route remote(String recipient) {
        return new Route.Remote(recipient, recipient, recipient.substring(recipient.indexOf('@') + 1));
    }

    public Outcome filed(String recipient, long account) {
        return new Outcome.Delivered(
                subject(recipient),
                at.plusMillis(142),
                Optional.of(new AccountId(account)),
                Optional.of("INBOX"),
                Optional.empty());
    }

    public Outcome taken(String recipient) {
        return new Outcome.Delivered(
                subject(recipient),
                at.plusSeconds(400),
                Optional.empty(),
                Optional.empty(),
                Optional.of(attempt("250 2.0.0 Ok: queued as 4XyZ", "2.0.0")));
    }

    public Outcome deferred(String recipient) {
        return new Outcome.Deferred(
                subject(recipient),
                at.plusSeconds(2),
                attempt("451 4.7.1 Greylisted, try again later", "4.7.1"),
                1,
                at.plusSeconds(302));
    }

    Outcome unreached(String recipient) {
        var words = "Connecting to mx1.sink.test (198.51.100.9) failed: Connection refused";
        var nobody = new Outcome.Attempt(
                Optional.of("mx1.sink.test"), Optional.of("198.51.100.9"), words, "4.4.1", Optional.of(true));
        return new Outcome.Deferred(subject(recipient), at.plusSeconds(2), nobody, 1, at.plusSeconds(302));
    }

    public Outcome bounced(String recipient) {
        return new Outcome.Bounced(
                subject(recipient), at.plusSeconds(3), attempt("550 5.1.1 No such mailbox", "5.1.1"), Optional.empty());
    }

    static Outcome.Attempt attempt(String reply, String status) {
        return new Outcome.Attempt(Optional.of("mx1.sink.test"), Optional.of("198.51.100.9"), reply, status);
    }

    private Outcome.Subject subject(String recipient) {
        return new Outcome.Subject(id, recipient, recipient, Purpose.INBOX);
    }

    public static MessageRefused refused(Instant at) {
        return new MessageRefused(
                at,
                CLIENT.orElseThrow(),
                "mx",
                "RCPT",
                Optional.of("spammer@bad.example"),
                Optional.of("nobody@localhost"),
                Optional.empty(),
                "550 5.1.1 User not found",
                Optional.empty());
    }

    /// As a service writes it.
    public static <E extends Event> CloudEvent<E> event(String service, E data, Instant at) {
        return new CloudEvent<>(
                Integer.toHexString(data.hashCode()) + "-" + data.getClass().getSimpleName(),
                service,
                at,
                Optional.empty(),
                data,
                Optional.empty());
    }

    /// What the trace makes of events.
    static TraceStore.Found found(Event... events) {
        var steps = new java.util.ArrayList<TraceStep>();
        Optional<TraceEntry> entry = Optional.empty();
        for (var event : events) {
            var added = TraceEvents.of(event("policy-service", event, Instant.EPOCH), TraceJson.of(event));
            steps.add(added.step());
            entry = Optional.of(entry.map(before -> before.and(added.entry())).orElse(added.entry()));
        }
        return new TraceStore.Found(entry.orElseThrow(), steps.stream().sorted().toList());
    }
}
