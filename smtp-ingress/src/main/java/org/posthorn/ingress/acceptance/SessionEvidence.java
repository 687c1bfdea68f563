package org.posthorn.ingress.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.events.MessageAccepted;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.Facts;
import org.posthorn.ingress.session.Replies;
import org.posthorn.ingress.view.PolicyView;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.mailauth.evidence.MessageOctets;
import org.posthorn.mailauth.evidence.SmtpClient;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.scan.Opinion;
import org.posthorn.runtime.scan.Scanner.Mail;
import org.posthorn.runtime.scan.Scanners;
import org.posthorn.runtime.scan.TestString;

/// Finds out while the client waits whether a message is forged, spam or infected, for domains that refuse such mail in
/// the session: its sender hears of it, and nobody gets a report about what he did not send. What the DNS and the
/// scanners do not say in time is accepted, and judged afterwards like all mail. Thread-safe.
public final class SessionEvidence {
    private final EvidenceGatherer gatherer;
    private final Scanners scanners;
    private final Limits limits;
    private final PolicyView policy;
    private final InstantSource clock;

    /// @param deadline       for what the DNS says
    /// @param trustedSealers domains whose ARC seal is believed
    /// @param trusted        networks that are not strangers
    public record Limits(Duration deadline, List<String> trustedSealers, Networks trusted) {}

    /// A message that is not accepted yet.
    record Letter(MessageAccepted message, Octets octets, HeaderSection header) {}

    public SessionEvidence(
            EvidenceGatherer gatherer, Scanners scanners, Limits limits, PolicyView policy, InstantSource clock) {
        this.gatherer = gatherer;
        this.scanners = scanners;
        this.limits = limits;
        this.policy = policy;
        this.clock = clock;
    }

    /// Whether a message may be refused for what is found out about it: a stranger brings it, and all of its domains
    /// refuse, since the reply to the data is one for all.
    boolean isAskedAbout(Transaction transaction) {
        var client = transaction.client().address();
        return !client.isLoopbackAddress()
                && !limits.trusted().contains(client)
                && transaction.envelope().recipients().stream()
                        .allMatch(recipient -> recipient
                                .address()
                                .domain()
                                .filter(policy::rejectsInSession)
                                .isPresent());
    }

    /// Why a message is refused, when it is.
    Optional<Answer.Refused> refusal(Transaction transaction, Letter letter) throws IOException {
        var forged = forged(transaction, letter);
        return forged.isPresent() ? forged : unwelcome(transaction, letter);
    }

    /// The owner of the author's domain asks to reject it.
    private Optional<Answer.Refused> forged(Transaction transaction, Letter letter) {
        var sender = new SmtpClient(
                transaction.client().address(),
                transaction.facts().hello().map(Facts.Hello::name).orElse(""),
                transaction.envelope().from().toString());
        var evidence = gatherer.gather(sender, message(letter.octets(), letter.header()), limits.deadline());
        if (!evidence.rejected(limits.trustedSealers())) {
            return Optional.empty();
        }
        var author = evidence.dmarc().authorDomain();
        return Optional.of(new Answer.Refused(Replies.forged(author), Optional.of("dmarc:" + author)));
    }

    /// Its content is spam, and its sender not on the allowlist, or it is dangerous. What may be spam is accepted, and
    /// filed as junk.
    private Optional<Answer.Refused> unwelcome(Transaction transaction, Letter letter) throws IOException {
        var octets = letter.octets();
        var mail = new Mail(letter.message(), octets.size(), octets::open);
        return Stream.concat(testString(octets).stream(), scanners.inSession(mail).stream())
                .max(Comparator.comparing(Opinion::grade))
                .flatMap(worst -> refusal(worst, isAllowed(transaction)));
    }

    private static Optional<Opinion> testString(Octets octets) throws IOException {
        try (var in = octets.open()) {
            return TestString.in(in.readNBytes(TestString.LONGEST));
        }
    }

    private boolean isAllowed(Transaction transaction) {
        return transaction
                .envelope()
                .from()
                .mailbox()
                .filter(sender -> policy.allows(sender, clock.instant()))
                .isPresent();
    }

    private static Optional<Answer.Refused> refusal(Opinion worst, boolean allowed) {
        var rule = Optional.of("scan:" + worst.fact().method());
        return switch (worst.grade()) {
            case CLEAN, DOUBTFUL -> Optional.empty();
            case SPAM -> allowed ? Optional.empty() : Optional.of(new Answer.Refused(Replies.SPAM, rule));
            case DANGEROUS ->
                Optional.of(new Answer.Refused(Replies.dangerous(worst.fact().detail()), rule));
        };
    }

    private static MessageOctets message(Octets octets, HeaderSection header) {
        return switch (octets) {
            case Octets.InMemory(byte[] whole) -> new MessageOctets.Whole(whole);
            case Octets.InFile file ->
                new MessageOctets.Parts(head(file, header), () -> {
                    var in = file.open();
                    in.skipNBytes(header.bodyStart());
                    return in;
                });
        };
    }

    private static byte[] head(Octets.InFile file, HeaderSection header) {
        try (var in = file.open()) {
            return in.readNBytes(header.bodyStart());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
