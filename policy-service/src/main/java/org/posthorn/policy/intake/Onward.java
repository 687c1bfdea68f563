package org.posthorn.policy.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.Event;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.Purpose;
import org.posthorn.events.Recipient;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.RemoteDelivery.RemoteRecipient;
import org.posthorn.events.Route;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.events.TraceContext;
import org.posthorn.events.Verdict;
import org.posthorn.policy.route.Router;
import org.posthorn.runtime.kafka.Outgoing;

/// Collects the records that follow from one message. Their ids are the same when the message is judged
/// again.
final class Onward {
    /// How the id of the event of a waiting message ends.
    static final String WAITING = "/waiting";

    private static final String SOURCE = "policy-service";

    /// What every server takes in one transaction (RFC 5321 §4.5.3.1.8).
    private static final int RECIPIENTS_AT_ONCE = 100;

    private final MessageAccepted message;
    private final Instant now;
    private final List<Outgoing> records = new ArrayList<>(4);

    Onward(MessageAccepted message, Instant now) {
        this.message = message;
        this.now = now;
    }

    MessageAccepted message() {
        return message;
    }

    /// Recipients that one record for the world takes together.
    record Hop(String domain, List<Route.Remote> routes) {}

    /// The routes into the world by next hop, in the order of the routes.
    static List<Hop> hops(List<Route> routes) {
        Map<String, List<Route.Remote>> byDomain = new LinkedHashMap<>();
        for (var route : routes) {
            if (route instanceof Route.Remote remote) {
                byDomain.computeIfAbsent(remote.nextHopDomain(), _ -> new ArrayList<>())
                        .add(remote);
            }
        }
        var hops = new ArrayList<Hop>();
        byDomain.forEach((domain, all) -> {
            for (int from = 0; from < all.size(); from += RECIPIENTS_AT_ONCE) {
                hops.add(new Hop(domain, all.subList(from, Math.min(all.size(), from + RECIPIENTS_AT_ONCE))));
            }
        });
        return hops;
    }

    /// The message itself, to be looked at again.
    ///
    /// @param since when it was first looked at
    static Outgoing waiting(CloudEvent<MessageAccepted> event, Content content, Instant since) {
        var id = event.data().messageId();
        return Outgoing.of(
                Topics.MAIL_WAITING,
                id.value(),
                new CloudEvent<>(id + WAITING, SOURCE, since, event.traceparent(), event.data(), Optional.of(content)));
    }

    void judged(MessageJudged judged) {
        add(Topics.MAIL_JUDGED, message.messageId().value(), "judged", judged, Optional.empty());
    }

    /// @param prepend fields above a received message
    void local(Route.Local route, Content content, Verdict verdict, String prepend) {
        boolean sent = route.purpose() == Purpose.SENT;
        var delivery = new LocalDelivery(
                message.messageId(),
                route.account(),
                route.recipient(),
                route.accepted(),
                route.purpose(),
                sent
                        ? Optional.of("Sent")
                        : verdict instanceof Verdict.FileAsJunk ? Optional.of("Junk") : Optional.empty(),
                message.envelope().reversePath(),
                message.acceptedAt(),
                sent ? BccField.of(Router.bccOf(message.origin())) : prepend,
                verdict);
        var name = "local/" + route.account() + (sent ? "/sent" : "/inbox");
        add(Topics.DELIVERY_LOCAL, route.account().toString(), name, delivery, Optional.of(content));
    }

    /// @param reversePath under which it goes to the world
    void remote(Hop hop, Content content, Optional<String> subject, String reversePath) {
        var delivery = new RemoteDelivery(
                message.messageId(),
                hop.domain(),
                envelope(hop, reversePath),
                hop.routes().stream()
                        .map(route -> new RemoteRecipient(route.recipient(), route.accepted()))
                        .toList(),
                message.acceptedAt(),
                message.origin(),
                subject);
        var name = "remote/" + hop.domain() + "/" + hop.routes().getFirst().recipient();
        add(Topics.DELIVERY_REMOTE, hop.domain(), name, delivery, Optional.of(content));
    }

    /// What was asked for an accepted path goes with each address that it became (RFC 3461 §5.2.7).
    private MailEnvelope envelope(Hop hop, String reversePath) {
        var recipients = new ArrayList<Recipient>(hop.routes().size());
        for (var route : hop.routes()) {
            var wishes = wishes(route.accepted());
            recipients.add(new Recipient(route.recipient(), wishes.notifyOn(), wishes.originalRecipient()));
        }
        return message.envelope().from(reversePath).to(recipients);
    }

    private Recipient wishes(String accepted) {
        for (var recipient : message.envelope().recipients()) {
            if (recipient.address().equals(accepted)) {
                return recipient;
            }
        }
        return Recipient.of(accepted);
    }

    /// What ends, or waits, without being delivered.
    void quarantined(Route route, String reason, Instant keptUntil) {
        outcome(new Outcome.Quarantined(subject(route), now, reason, keptUntil));
    }

    void discarded(Route route, String reason) {
        outcome(new Outcome.Discarded(subject(route), now, SOURCE, reason));
    }

    private Subject subject(Route route) {
        return new Subject(message.messageId(), route.recipient(), route.accepted(), route.purpose());
    }

    void outcome(Outcome outcome) {
        var name = "outcome/" + outcome.subject().recipient();
        add(Topics.DELIVERY_OUTCOME, message.messageId().value(), name, outcome, Optional.empty());
    }

    private <E extends Event> void add(Topic<E> topic, String key, String name, E event, Optional<Content> content) {
        var id = message.messageId() + "/" + name;
        var trace = Optional.of(TraceContext.of(message.messageId(), id));
        records.add(Outgoing.of(topic, key, new CloudEvent<>(id, SOURCE, now, trace, event, content)));
    }

    List<Outgoing> records() {
        return records;
    }
}
