package org.posthorn.policy.intake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.Content;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.Purpose;
import org.posthorn.events.Recipient;
import org.posthorn.events.Route;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.dsn.DsnAction;
import org.posthorn.mail.dsn.DsnReport;
import org.posthorn.mail.dsn.DsnWriter;
import org.posthorn.mail.dsn.RecipientReport;
import org.posthorn.mail.smtp.EnhancedStatus;
import org.posthorn.mail.smtp.OriginalRecipient;
import org.posthorn.mail.smtp.Ret;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.acceptance.Octets;

/// The end of routes that lead nowhere. Our own submitters are told (RFC 3464); strangers never are, since their
/// reverse-path may be forged (RFC 5321 §6.2).
public final class Bounces {
    private static final EnhancedStatus NO_SUCH_ADDRESS = new EnhancedStatus(5, 1, 1);

    private final Acceptance acceptance;
    private final ContentShelf shelf;
    private final Domain reporter;

    /// @param hostname who reports
    Bounces(Acceptance acceptance, ContentShelf shelf, String hostname) {
        this.acceptance = acceptance;
        this.shelf = shelf;
        this.reporter = Domain.of(hostname);
    }

    /// The outcomes of such routes of one message. One notification for all of them is accepted before it returns,
    /// under an id that is the same when the message is judged again.
    List<Outcome> of(MessageAccepted message, List<Route.Unroutable> routes, Content content, Instant now) {
        var told = routes.stream().filter(route -> wantsToKnow(message, route)).toList();
        var notified = told.isEmpty()
                ? Optional.<MessageId>empty()
                : toldTo(message).map(sender -> tell(message, told, sender, content, now));
        return routes.stream()
                .map(route -> bounced(message, route, now, told.contains(route) ? notified : Optional.empty()))
                .toList();
    }

    private static Outcome bounced(
            MessageAccepted message, Route.Unroutable route, Instant now, Optional<MessageId> notified) {
        var subject = new Subject(message.messageId(), route.recipient(), route.accepted(), Purpose.INBOX);
        var status = status(route).toString();
        var attempt = new Attempt(Optional.empty(), Optional.empty(), "550 " + status + " " + route.reason(), status);
        return new Outcome.Bounced(subject, now, attempt, notified);
    }

    private static EnhancedStatus status(Route.Unroutable route) {
        return route.status().flatMap(EnhancedStatus::parse).orElse(NO_SUCH_ADDRESS);
    }

    /// Who is told: our submitter, at his reverse-path.
    private static Optional<MailboxAddress> toldTo(MessageAccepted message) {
        return message.origin().submitter().isEmpty()
                ? Optional.empty()
                : MailboxAddress.parse(message.envelope().reversePath()).toOptional();
    }

    /// Unless he asked not to be told (RFC 3461 §4.1).
    private static boolean wantsToKnow(MessageAccepted message, Route.Unroutable route) {
        var wishes = wishes(message, route).notifyOn();
        return wishes.isEmpty() || wishes.contains("FAILURE");
    }

    private static Recipient wishes(MessageAccepted message, Route.Unroutable route) {
        return message.envelope().recipients().stream()
                .filter(recipient -> recipient.address().equals(route.accepted()))
                .findFirst()
                .orElse(Recipient.of(route.accepted()));
    }

    private MessageId tell(
            MessageAccepted message,
            List<Route.Unroutable> routes,
            MailboxAddress sender,
            Content content,
            Instant now) {
        var id = message.messageId()
                .derive(message.acceptedAt(), "dsn failed " + routes.getFirst().recipient());
        byte[] octets = DsnWriter.write(new DsnReport(
                reporter,
                sender,
                id + "@" + reporter,
                now,
                message.acceptedAt(),
                message.envelope().envid(),
                message.envelope().ret().map(ret -> ret.equals("FULL") ? Ret.FULL : Ret.HDRS),
                routes.stream().map(route -> report(message, route, now)).toList(),
                shelf.first(content)));
        var notification = new MessageAccepted(
                id,
                now,
                new Origin.Internal("policy-service", Optional.of(message.messageId())),
                Optional.empty(),
                MailEnvelope.of("", List.of(sender.toString())),
                octets.length);
        acceptance.accept(notification, new Octets.InMemory(octets), Optional.empty());
        return id;
    }

    private RecipientReport report(MessageAccepted message, Route.Unroutable route, Instant now) {
        var original = wishes(message, route)
                .originalRecipient()
                .or(() -> Optional.of("rfc822;" + route.accepted()))
                .flatMap(Bounces::originalRecipient);
        return new RecipientReport(
                recipient(route),
                original,
                DsnAction.FAILED,
                status(route),
                route.reason(),
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty());
    }

    private static Optional<OriginalRecipient> originalRecipient(String text) {
        int semicolon = text.indexOf(';');
        return semicolon < 0
                ? Optional.empty()
                : Optional.of(new OriginalRecipient(text.substring(0, semicolon), text.substring(semicolon + 1)));
    }

    /// As it was followed, else as it was accepted, else our own address: a report needs one that can be read.
    private MailboxAddress recipient(Route.Unroutable route) {
        for (var text : List.of(route.recipient(), route.accepted())) {
            if (MailboxAddress.parse(text) instanceof Parsed.Ok<MailboxAddress>(var read)) {
                return read;
            }
        }
        return MailboxAddress.of("postmaster@" + reporter);
    }
}
