package org.posthorn.delivery.outcome;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.queue.Consignment.Member;
import org.posthorn.events.Content;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.Recipient;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.dsn.DsnAction;
import org.posthorn.mail.dsn.DsnReport;
import org.posthorn.mail.dsn.DsnWriter;
import org.posthorn.mail.dsn.RecipientReport;
import org.posthorn.mail.smtp.EnhancedStatus;
import org.posthorn.mail.smtp.OriginalRecipient;
import org.posthorn.mail.smtp.Reply;
import org.posthorn.mail.smtp.Ret;
import org.posthorn.mail.smtp.Xtext;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.content.ClaimStore;

/// Writes delivery status notifications (RFC 3464) and hands them to Acceptance.
///
/// Only mail of our own submitters is answered: the reverse-path of a stranger may be forged, and a
/// notification to it would be backscatter (RFC 5321 §6.1). The null reverse-path is never answered (RFC
/// 3461 §6.1).
public final class DsnAuthor {
    private static final int LONGEST_ORIGINAL = 256 * 1024;

    private final Domain reporter;
    private final Acceptance acceptance;
    private final ClaimStore claims;

    /// @param reporter our host name
    public DsnAuthor(Domain reporter, Acceptance acceptance, ClaimStore claims) {
        this.reporter = reporter;
        this.acceptance = acceptance;
        this.claims = claims;
    }

    /// One recipient to report.
    ///
    /// @param retryUntil for a delay
    record Line(Member member, Recipient wish, Attempt facts, Optional<Instant> retryUntil) {}

    /// Tells the sender of these recipients, if he is ours and wants to know.
    ///
    /// @return the notification's id, when there is one
    Optional<MessageId> tell(Consignment message, DsnAction action, List<Line> lines, Instant now) {
        var wanted = lines.stream().filter(line -> wants(line.wish(), action)).toList();
        var to = MailboxAddress.parse(message.delivery().envelope().reversePath())
                .toOptional();
        if (wanted.isEmpty()
                || to.isEmpty()
                || message.delivery().origin().submitter().isEmpty()) {
            return Optional.empty();
        }
        var id = id(message, action, wanted);
        var reports = wanted.stream().map(line -> recipient(line, action, now)).toList();
        var octets = DsnWriter.write(report(message, reports, id, to.get(), now));
        var accepted = new MessageAccepted(
                id,
                now,
                new Origin.Internal(
                        "delivery-worker", Optional.of(message.delivery().messageId())),
                Optional.empty(),
                MailEnvelope.of("", List.of(message.delivery().envelope().reversePath())),
                octets.length);
        acceptance.accept(accepted, new Octets.InMemory(octets), Optional.empty());
        return Optional.of(id);
    }

    static boolean wants(Recipient wish, DsnAction action) {
        var asked = wish.notifyOn();
        return switch (action) {
            case FAILED -> asked.isEmpty() || asked.contains("FAILURE");
            case DELAYED -> asked.isEmpty() || asked.contains("DELAY");
            case DELIVERED, RELAYED -> asked.contains("SUCCESS");
        };
    }

    private static MessageId id(Consignment message, DsnAction action, List<Line> lines) {
        var whom = lines.stream()
                .map(line -> line.member().recipient().address())
                .sorted()
                .collect(Collectors.joining(" "));
        var delivery = message.delivery();
        return delivery.messageId().derive(delivery.acceptedAt(), "dsn " + action.keyword() + " " + whom);
    }

    private DsnReport report(
            Consignment message, List<RecipientReport> recipients, MessageId id, MailboxAddress to, Instant now) {
        var delivery = message.delivery();
        return new DsnReport(
                reporter,
                to,
                id + "@" + reporter,
                now,
                delivery.acceptedAt(),
                delivery.envelope().envid(),
                delivery.envelope().ret().map(Ret::valueOf),
                recipients,
                original(message));
    }

    static RecipientReport recipient(Line line, DsnAction action, Instant now) {
        var facts = line.facts();
        return new RecipientReport(
                MailboxAddress.of(line.member().recipient().address()),
                line.wish().originalRecipient().map(DsnAuthor::originalRecipient),
                action,
                EnhancedStatus.parse(facts.status())
                        .orElse(new EnhancedStatus(action == DsnAction.FAILED ? 5 : 4, 0, 0)),
                facts.reply(),
                facts.host().filter(_ -> facts.saidByHost()),
                facts.saidByHost() ? reply(facts.reply()) : Optional.empty(),
                now,
                line.retryUntil());
    }

    /// What a server said, as it said it; empty for what an older record has in our words.
    private static Optional<Reply> reply(String text) {
        if (text.length() < 4
                || text.charAt(3) != ' '
                || !text.substring(0, 3).chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        int code = Integer.parseInt(text.substring(0, 3));
        if (code < 200 || code > 599) {
            return Optional.empty();
        }
        var rest = text.substring(4);
        var word = rest.indexOf(' ') < 0 ? rest : rest.substring(0, rest.indexOf(' '));
        var status = EnhancedStatus.parse(word);
        return Optional.of(
                status.isPresent()
                        ? new Reply(
                                code,
                                status.get(),
                                List.of(rest.substring(word.length()).strip()))
                        : Reply.plain(code, rest));
    }

    private static OriginalRecipient originalRecipient(String given) {
        int semicolon = Math.max(0, given.indexOf(';'));
        var encoded = given.substring(Math.min(given.length(), semicolon + 1));
        return new OriginalRecipient(
                given.substring(0, semicolon),
                Xtext.decode(encoded).toOptional().orElse(encoded));
    }

    /// The beginning is enough: a large message comes back as its header section only.
    private byte[] original(Consignment message) {
        return switch (message.content()) {
            case Content.Inline(var octets) -> octets;
            case Content.Claimed claimed -> {
                try (InputStream content = claims.open(claimed)) {
                    yield content.readNBytes(LONGEST_ORIGINAL);
                } catch (IOException _) {
                    yield new byte[0];
                }
            }
        };
    }
}
