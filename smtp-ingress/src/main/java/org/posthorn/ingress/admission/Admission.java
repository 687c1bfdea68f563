package org.posthorn.ingress.admission;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.limits.Visitor;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.Envelope;
import org.posthorn.ingress.session.Facts;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.ingress.session.Login;
import org.posthorn.ingress.session.Replies;
import org.posthorn.ingress.view.DirectoryView;
import org.posthorn.ingress.view.Views;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.ForwardPath;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.smtp.Body;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.Reply;
import org.posthorn.runtime.limits.LimitKind;

/// Decides at MAIL and at RCPT. It needs no other service: what cannot be known yet is refused for now (451), never
/// for good.
public final class Admission {
    /// How long a full mailbox is a passing failure.
    private static final Duration FULL_IS_PASSING = Duration.ofDays(1);

    /// What admission keeps to.
    ///
    /// @param maxSize         of a message
    /// @param maxRecipients   of one message
    /// @param defaultDomain   of bare names
    /// @param trustedNetworks that may relay without logging in
    /// @param checks          of strangers' servers
    /// @param anySender       whether an account may send as an address that is not its own
    /// @param checkAuthors    whether the From field of a submission is held to the account's addresses too
    public record Rules(
            long maxSize,
            int maxRecipients,
            Domain defaultDomain,
            Networks trustedNetworks,
            ClientChecks checks,
            boolean anySender,
            boolean checkAuthors) {}

    private final Rules rules;
    private final Views views;
    private final DirectoryView directory;
    private final BooleanSupplier countsAreKnown;
    private final BooleanSupplier diskHasRoom;
    private final InstantSource clock;

    /// @param countsAreKnown whether limits know what was before the start
    public Admission(
            Rules rules,
            Views views,
            BooleanSupplier countsAreKnown,
            BooleanSupplier diskHasRoom,
            InstantSource clock) {
        this.rules = rules;
        this.countsAreKnown = countsAreKnown;
        this.views = views;
        this.directory = views.directory();
        this.diskHasRoom = diskHasRoom;
        this.clock = clock;
    }

    /// Is this client refused before it says anything? It is blocked, there is no room for a session, or it has come to
    /// the MX port too often; what is refused does not count.
    ///
    /// @param full why there is no room, when there is none
    public Optional<Answer.Refused> client(ListenerKind listener, Visitor visitor, Optional<Reply> full) {
        return blockedClient(visitor.address())
                .or(() -> full.map(Answer.Refused::new))
                .or(() -> !listener.isSubmission() && visitor.connectsTooOften()
                        ? Optional.of(over(Replies.TOO_MANY_FROM_YOU, LimitKind.CONNECTION))
                        : Optional.empty());
    }

    private Optional<Answer.Refused> blockedClient(InetAddress client) {
        return views.policy().blockOf(client, clock.instant()).map(Admission::blocked);
    }

    /// May this reverse-path send? A client that was blocked after it connected is refused here. What the visitor takes
    /// of its limits it gives back when something else refuses.
    public Answer sender(Facts facts, Visitor visitor, Command.Mail mail) {
        return blockedClient(visitor.address())
                .or(() -> blockedSender(mail))
                .or(() -> notLoggedIn(facts))
                .or(() -> suspicious(facts, visitor.address()))
                .or(() -> visitor.message(facts.login(), mail.from().mailbox())
                        .map(kind -> over(Replies.TOO_MANY_MESSAGES, kind)))
                .<Answer>map(refused -> refused)
                .orElseGet(() -> fitting(facts, mail));
    }

    private static Answer.Refused over(Reply reply, LimitKind kind) {
        return new Answer.Refused(reply, Optional.of("limit:" + kind.limit()));
    }

    private static Optional<Answer.Refused> notLoggedIn(Facts facts) {
        return facts.listener().isSubmission() && facts.login().isEmpty()
                ? Optional.of(new Answer.Refused(Replies.AUTH_REQUIRED))
                : Optional.empty();
    }

    /// An allowed client is not looked at.
    private Optional<Answer.Refused> suspicious(Facts facts, InetAddress client) {
        return facts.listener().isSubmission() || views.policy().allows(client, clock.instant())
                ? Optional.empty()
                : rules.checks()
                        .refusal(client, facts.hello().map(Facts.Hello::name).orElse(""));
    }

    private Optional<Answer.Refused> blockedSender(Command.Mail mail) {
        var now = clock.instant();
        return mail.from()
                .mailbox()
                .flatMap(sender -> views.policy().blockOf(sender, now))
                .map(Admission::blocked);
    }

    private static Answer.Refused blocked(String subject) {
        return new Answer.Refused(Replies.BLOCKED, Optional.of("blocked:" + subject));
    }

    private Answer fitting(Facts facts, Command.Mail mail) {
        return wrongParameters(facts, mail)
                .or(this::notNow)
                .or(() -> wrongSender(facts, mail))
                .<Answer>map(Answer.Refused::new)
                .orElseGet(() -> new Answer.SenderAdmitted(mail));
    }

    /// May the sender of this transaction send to this forward-path?
    public Answer recipient(Facts facts, Visitor visitor, Envelope envelope, Command.Rcpt rcpt) {
        if (envelope.recipients().size() >= rules.maxRecipients()) {
            return new Answer.Refused(Replies.TOO_MANY_RECIPIENTS);
        }
        var path = rcpt.to();
        if (path.needsSmtpUtf8() && !envelope.parameters().smtpUtf8()) {
            return new Answer.Refused(Replies.NEEDS_SMTPUTF8);
        }
        if (path.isBare() && !path.isBarePostmaster() && !facts.listener().isSubmission()) {
            return new Answer.Refused(Replies.NO_DOMAIN);
        }
        var address = path.mailbox(rules.defaultDomain());
        return refusal(facts, visitor.address(), path, address)
                .or(() -> tooExpensive(facts, envelope, address))
                .map(Answer.Refused::new)
                .or(() -> visitor.recipient(facts.login(), address)
                        .map(kind -> over(Replies.TOO_MANY_NEW_RECIPIENTS, kind)))
                .<Answer>map(refused -> refused)
                .orElseGet(() -> new Answer.RecipientAdmitted(new Envelope.Recipient(address, rcpt.parameters())));
    }

    /// Whether an address in the header's From field may stand there (RFC 6409 §8.1): one of our own accounts' belongs
    /// to
    /// its account alone; what is not ours is for the world to judge.
    public boolean mayWriteAs(Login login, MailboxAddress author) {
        return !rules.checkAuthors()
                || login.owns(author)
                || author.domain().flatMap(directory::domain).isEmpty();
    }

    private Optional<Reply> wrongParameters(Facts facts, Command.Mail mail) {
        var parameters = mail.parameters();
        if (parameters.size().orElse(0) > rules.maxSize()) {
            return Optional.of(Replies.TOO_LARGE);
        }
        if (parameters.body() == Body.BINARY_MIME) {
            return Optional.of(Replies.NO_BINARYMIME);
        }
        if (parameters.requireTls() && facts.tls().isEmpty()) {
            return Optional.of(Replies.REQUIRETLS_NEEDS_TLS);
        }
        if (mail.from().needsSmtpUtf8() && !parameters.smtpUtf8()) {
            return Optional.of(Replies.NEEDS_SMTPUTF8);
        }
        return Optional.empty();
    }

    private Optional<Reply> notNow() {
        if (!views.areLoaded() || !countsAreKnown.getAsBoolean()) {
            return Optional.of(Replies.VIEWS_NOT_LOADED);
        }
        return diskHasRoom.getAsBoolean() ? Optional.empty() : Optional.of(Replies.DISK_FULL);
    }

    /// The null reverse-path stays free for read receipts (RFC 8098 §2.1).
    private Optional<Reply> wrongSender(Facts facts, Command.Mail mail) {
        return rules.anySender() || facts.login().isEmpty()
                ? Optional.empty()
                : mail.from()
                        .mailbox()
                        .filter(sender -> !facts.login().get().owns(sender))
                        .map(_ -> Replies.NOT_YOUR_ADDRESS);
    }

    private Optional<Reply> refusal(Facts facts, InetAddress client, ForwardPath path, MailboxAddress address) {
        var served = address.domain().flatMap(directory::domain);
        if (served.isEmpty() && !path.isBarePostmaster()) {
            boolean mayRelay =
                    facts.login().isPresent() || rules.trustedNetworks().contains(client);
            return mayRelay ? Optional.empty() : Optional.of(Replies.NO_RELAY);
        }
        var found = directory.address(address);
        if (found.isEmpty()) {
            return isAlwaysAccepted(address) || directory.takesBounce(address)
                    ? Optional.empty()
                    : Optional.of(Replies.USER_NOT_FOUND);
        }
        return found.get() instanceof DirectoryEntry.AccountAddress(var _, var account, var _)
                ? directory.account(account).flatMap(of -> mailbox(of, served))
                : Optional.empty();
    }

    /// The sender pays for recipients on other servers; mail within this one is free.
    private Optional<Reply> tooExpensive(Facts facts, Envelope envelope, MailboxAddress address) {
        var login = facts.login();
        if (login.isEmpty() || !isElsewhere(address)) {
            return Optional.empty();
        }
        var before = envelope.recipients().stream().map(Envelope.Recipient::address);
        long elsewhere = Stream.concat(before, Stream.of(address))
                .filter(this::isElsewhere)
                .map(MailboxAddress::key)
                .distinct()
                .count();
        return directory
                .account(login.get().account())
                .flatMap(account -> views.credits().shortfall(account, Math.toIntExact(elsewhere)))
                .map(Replies::insufficientCredits);
    }

    private boolean isElsewhere(MailboxAddress address) {
        return address.domain()
                .filter(domain -> directory.domain(domain).isEmpty())
                .isPresent();
    }

    private Optional<Reply> mailbox(AccountFacts account, Optional<DirectoryEntry.ServedDomain> domain) {
        boolean mayUseMail = account.role() != DirectoryEntry.Role.USER
                || domain.filter(d -> d.access() == DirectoryEntry.Access.MEMBERS)
                        .isEmpty();
        if (!account.enabled() || !mayUseMail) {
            return Optional.of(Replies.MAILBOX_DISABLED);
        }
        return account.overQuotaSince()
                .map(since -> isLongAgo(since) ? Replies.MAILBOX_FULL_FOR_LONG : Replies.MAILBOX_FULL);
    }

    private boolean isLongAgo(Instant since) {
        return since.plus(FULL_IS_PASSING).isBefore(clock.instant());
    }

    /// RFC 5321 §4.5.1 and RFC 2142 §5: somebody reads these in every domain.
    private static boolean isAlwaysAccepted(MailboxAddress address) {
        var name = address.localPart().key();
        return name.equals("postmaster") || name.equals("abuse");
    }
}
