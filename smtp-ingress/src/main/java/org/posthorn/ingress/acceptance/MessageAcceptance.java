package org.posthorn.ingress.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.Client;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Recipient;
import org.posthorn.ingress.admission.Admission;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.ClientAddress;
import org.posthorn.ingress.session.Envelope;
import org.posthorn.ingress.session.Facts;
import org.posthorn.ingress.session.Login;
import org.posthorn.ingress.session.Replies;
import org.posthorn.ingress.view.DirectoryView;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.message.AddressList;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.TraceHeader;
import org.posthorn.mail.smtp.Body;
import org.posthorn.mail.smtp.Notify;
import org.posthorn.mail.smtp.Reply;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.acceptance.Octets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes responsibility for messages (RFC 5321 §6.1), or says why not.
public final class MessageAcceptance {
    private static final Logger LOG = LoggerFactory.getLogger(MessageAcceptance.class);
    private static final String TLS_REQUIRED = "TLS-Required";

    /// What acceptance keeps to.
    ///
    /// @param hostname our name
    /// @param maxHops  Received fields of a message (RFC 5321 §6.3)
    /// @param anySender whether an account may write as an author that is not its own
    /// @param evidence what is found out about strangers while they wait
    public record Rules(String hostname, int maxHops, Spool.Place place, boolean anySender, SessionEvidence evidence) {}

    /// What became of a message.
    ///
    /// @param rule the rule of policy by which it was refused, such as `dmarc:bank.example`
    public record Taken(Reply reply, Optional<String> rule) {
        private Taken(Reply reply) {
            this(reply, Optional.empty());
        }
    }

    private final Rules rules;
    private final Admission admission;
    private final DirectoryView directory;
    private final Accepting log;
    private final InstantSource clock;

    public MessageAcceptance(
            Rules rules, Admission admission, DirectoryView directory, Accepting log, InstantSource clock) {
        this.rules = rules;
        this.admission = admission;
        this.directory = directory;
        this.log = log;
        this.clock = clock;
    }

    /// Begins to receive a message; its trace header is the first that is written.
    public ContentReceiver begin(Facts facts, ClientAddress client, Envelope envelope) throws IOException {
        var now = clock.instant();
        var transaction = new Transaction(MessageId.next(now), facts, client, envelope);
        var spool = new Spool(rules.place());
        spool.begin(trace(transaction, now));
        return new ContentReceiver(transaction, spool);
    }

    /// Accepts what was received and says so; the receiver is the caller's to close.
    public Taken accept(ContentReceiver received) {
        var spool = received.spool();
        var refusal = refusal(received);
        if (refusal.isPresent()) {
            return new Taken(refusal.get());
        }
        var parsed =
                HeaderSection.parse(spool.head(), spool.prefix(), spool.headLength(), HeaderSection.Limits.DEFAULT);
        return switch (parsed) {
            case Parsed.Malformed<HeaderSection> _ -> new Taken(Replies.HEADER_TOO_LARGE);
            case Parsed.Ok<HeaderSection>(var header) ->
                spool.isInFile() && header.bodyStart() == spool.headLength()
                        ? new Taken(Replies.HEADER_TOO_LARGE)
                        : accept(received, header);
        };
    }

    private Optional<Reply> refusal(ContentReceiver received) {
        return switch (received.spool().condition()) {
            case TOO_LARGE -> Optional.of(Replies.TOO_LARGE);
            case NO_MEMORY -> Optional.of(Replies.NO_MEMORY);
            case NO_DISK -> Optional.of(Replies.DISK_FULL);
            case WHOLE -> {
                if (received.hasStrayBreaks()) {
                    yield Optional.of(Replies.BARE_LINE_BREAKS);
                }
                yield received.hasNul() ? Optional.of(Replies.NUL_OCTETS) : Optional.empty();
            }
        };
    }

    private Taken accept(ContentReceiver received, HeaderSection header) {
        if (header.count("Received") >= rules.maxHops()) {
            return new Taken(Replies.MAIL_LOOP);
        }
        var transaction = received.transaction();
        var login = transaction.facts().login();
        if (login.isPresent() && !rules.anySender() && !mayWriteAs(login.get(), header)) {
            return new Taken(Replies.NOT_YOUR_AUTHOR);
        }
        try {
            if (login.isPresent()) {
                acceptSubmission(received, header, login.get());
            } else {
                var octets = received.spool().octets();
                var refused = refusedInSession(transaction, octets, header);
                if (refused.isPresent()) {
                    return new Taken(refused.get().reply(), refused.get().rule());
                }
                publish(transaction, new Origin.Mx(), header, octets);
            }
            return new Taken(Replies.accepted(transaction.id().value()));
        } catch (IOException e) {
            LOG.warn("spool-failed id={} reason={}", transaction.id(), e.toString());
            return new Taken(Replies.DISK_FULL);
        } catch (EnvironmentFailure e) {
            LOG.warn("acceptance-unavailable id={} reason={}", transaction.id(), e.getMessage());
            return new Taken(Replies.KAFKA_AWAY);
        }
    }

    private Optional<Answer.Refused> refusedInSession(Transaction transaction, Octets octets, HeaderSection header)
            throws IOException {
        var evidence = rules.evidence();
        if (!evidence.isAskedAbout(transaction)) {
            return Optional.empty();
        }
        var message = event(transaction, new Origin.Mx(), header, octets);
        return evidence.refusal(transaction, new SessionEvidence.Letter(message, octets, header));
    }

    private boolean mayWriteAs(Login login, HeaderSection header) {
        return header.value("From").map(AddressList::mailboxes).orElse(List.of()).stream()
                .map(HeaderAddress.Mailbox::mailbox)
                .flatMap(Optional::stream)
                .allMatch(author -> admission.mayWriteAs(login, author));
    }

    private void acceptSubmission(ContentReceiver received, HeaderSection header, Login login) throws IOException {
        var transaction = received.transaction();
        boolean sentCopy = directory
                .account(login.account())
                .map(account -> account.sentCopy())
                .orElse(false);
        var spool = received.spool();
        if (!SubmissionRepair.isNeeded(header)) {
            publish(transaction, new Origin.Submission(login.account(), sentCopy, List.of()), header, spool.octets());
            return;
        }
        var repair = SubmissionRepair.of(header, transaction.id().value(), rules.hostname(), clock.instant());
        var origin = new Origin.Submission(login.account(), sentCopy, repair.bcc());
        switch (spool.octets()) {
            case Octets.InMemory(var octets) -> publish(transaction, origin, header, repaired(octets, header, repair));
            case Octets.InFile file -> {
                var repaired = repaired(file, header, repair);
                try {
                    publish(transaction, origin, header, new Octets.InFile(repaired, Files.size(repaired)));
                } finally {
                    Files.deleteIfExists(repaired);
                }
            }
        }
    }

    private static Octets repaired(byte[] octets, HeaderSection header, SubmissionRepair repair) {
        var whole = new ByteArrayOutputStream(octets.length + 128);
        whole.write(octets, 0, header.start());
        whole.writeBytes(repair.header());
        whole.write(octets, header.bodyStart(), octets.length - header.bodyStart());
        return new Octets.InMemory(whole.toByteArray());
    }

    private Path repaired(Octets.InFile file, HeaderSection header, SubmissionRepair repair) throws IOException {
        var target = Files.createTempFile(rules.place().directory(), "repaired", ".spool");
        try (var in = file.open();
                var out = Files.newOutputStream(target)) {
            out.write(in.readNBytes(header.start()));
            out.write(repair.header());
            in.skipNBytes(header.bodyStart() - header.start());
            in.transferTo(out);
            return target;
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private void publish(Transaction transaction, Origin origin, HeaderSection header, Octets octets) {
        log.accept(event(transaction, origin, header, octets), octets, Optional.empty());
    }

    private MessageAccepted event(Transaction transaction, Origin origin, HeaderSection header, Octets octets) {
        var envelope = envelope(transaction.envelope());
        return new MessageAccepted(
                transaction.id(),
                clock.instant(),
                origin,
                Optional.of(client(transaction.client(), transaction.facts())),
                isTlsOptional(header) && !envelope.requireTls() ? envelope.withTlsOptional() : envelope,
                octets.size());
    }

    /// RFC 8689 §3: there is one such field and one value; REQUIRETLS is stronger.
    private static boolean isTlsOptional(HeaderSection header) {
        return header.count(TLS_REQUIRED) == 1
                && header.value(TLS_REQUIRED).filter("no"::equalsIgnoreCase).isPresent();
    }

    /// The client as events name it.
    public Client client(ClientAddress client, Facts facts) {
        return new Client(
                client.ip(),
                client.port(),
                facts.hello().map(Facts.Hello::name).orElse(""),
                facts.tls().map(TraceHeader.Tls::version),
                facts.tls().map(TraceHeader.Tls::cipher));
    }

    private static MailEnvelope envelope(Envelope envelope) {
        var parameters = envelope.parameters();
        return new MailEnvelope(
                envelope.from().toString(),
                envelope.recipients().stream().map(MessageAcceptance::recipient).toList(),
                parameters.smtpUtf8(),
                parameters.body() == Body.EIGHT_BIT_MIME,
                parameters.requireTls(),
                parameters.ret().map(Enum::name),
                parameters.envid());
    }

    private static Recipient recipient(Envelope.Recipient recipient) {
        var parameters = recipient.parameters();
        return new Recipient(
                recipient.address().toString(),
                parameters.notifyOn().isEmpty()
                        ? List.of()
                        : parameters.notifyOn().stream()
                                .map(Notify::name)
                                .sorted()
                                .toList(),
                parameters.originalRecipient().map(Object::toString));
    }

    private byte[] trace(Transaction transaction, Instant now) {
        var facts = transaction.facts();
        var recipients = transaction.envelope().recipients();
        return new TraceHeader(
                        facts.hello().map(Facts.Hello::name).orElse("unknown"),
                        transaction.client().address(),
                        Optional.empty(),
                        rules.hostname(),
                        TraceHeader.protocol(
                                facts.hello().filter(Facts.Hello::extended).isPresent(),
                                facts.tls().isPresent(),
                                facts.login().isPresent(),
                                transaction.envelope().parameters().smtpUtf8()),
                        facts.tls(),
                        transaction.id().value(),
                        recipients.size() == 1
                                ? Optional.of(recipients.getFirst().address()).map(MailboxAddress::toString)
                                : Optional.empty(),
                        now.atOffset(ZoneOffset.UTC))
                .octets();
    }
}
