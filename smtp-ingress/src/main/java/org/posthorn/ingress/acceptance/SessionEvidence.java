package org.posthorn.ingress.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.session.Facts;
import org.posthorn.ingress.view.PolicyView;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.mailauth.evidence.MessageOctets;
import org.posthorn.mailauth.evidence.SmtpClient;
import org.posthorn.runtime.acceptance.Octets;

/// Finds out while the client waits whether a message is forged, for domains that refuse such mail in the session: its
/// sender hears of it, and nobody gets a report about what he did not send. What the DNS does not say in time is
/// accepted,
/// and judged afterwards like all mail. Thread-safe.
public final class SessionEvidence {
    private final EvidenceGatherer gatherer;
    private final Limits limits;
    private final PolicyView policy;

    /// @param deadline       for all of it
    /// @param trustedSealers domains whose ARC seal is believed
    /// @param trusted        networks that are not strangers
    public record Limits(Duration deadline, List<String> trustedSealers, Networks trusted) {}

    public SessionEvidence(EvidenceGatherer gatherer, Limits limits, PolicyView policy) {
        this.gatherer = gatherer;
        this.limits = limits;
        this.policy = policy;
    }

    /// The domain whose owner asks to reject this message; nothing where it is to be accepted. A message for several
    /// domains is refused only when all of them refuse: the reply to the data is one for all.
    Optional<String> forged(Transaction transaction, Octets octets, HeaderSection header) {
        var client = transaction.client().address();
        boolean asked = !client.isLoopbackAddress()
                && !limits.trusted().contains(client)
                && transaction.envelope().recipients().stream()
                        .allMatch(recipient -> recipient
                                .address()
                                .domain()
                                .filter(policy::rejectsInSession)
                                .isPresent());
        if (!asked) {
            return Optional.empty();
        }
        var sender = new SmtpClient(
                client,
                transaction.facts().hello().map(Facts.Hello::name).orElse(""),
                transaction.envelope().from().toString());
        var evidence = gatherer.gather(sender, message(octets, header), limits.deadline());
        return evidence.rejected(limits.trustedSealers())
                ? Optional.of(evidence.dmarc().authorDomain())
                : Optional.empty();
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
            throw new java.io.UncheckedIOException(e);
        }
    }
}
