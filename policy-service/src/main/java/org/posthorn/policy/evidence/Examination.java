package org.posthorn.policy.evidence;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.Client;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Origin;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.mailauth.evidence.MessageOctets;
import org.posthorn.mailauth.evidence.SmtpClient;

/// Looks at messages of strangers. Thread-safe.
public final class Examination {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final EvidenceGatherer gatherer;
    private final ClientFacts facts;
    private final Pace pace;

    /// A gatherer, what is noted of clients, and how long both may take.
    public Examination(EvidenceGatherer gatherer, ClientFacts facts, Pace pace) {
        this.gatherer = gatherer;
        this.facts = facts;
        this.pace = pace;
    }

    /// The evidence about a message, or that it is late.
    ///
    /// @param since when it was first looked at
    public Finding of(MessageAccepted message, MessageOctets octets, Instant since) {
        var client = client(message);
        if (client.isEmpty()) {
            return Finding.NOTHING_TO_CHECK;
        }
        var deadline = System.nanoTime() + pace.within().toNanos();
        var evidence = gatherer.gather(client.get(), octets, left(deadline));
        while (evidence.undecided() && pace.triesAgain() && left(deadline).compareTo(BETWEEN_TRIES) > 0) {
            rest();
            evidence = gatherer.gather(client.get(), octets, left(deadline));
        }
        if (evidence.undecided() && pace.mayWait(since)) {
            pace.late();
            return Finding.LATE;
        }
        return new Finding(Optional.of(evidence), facts.of(client.get(), left(deadline)), false);
    }

    private static Optional<SmtpClient> client(MessageAccepted message) {
        return message.origin() instanceof Origin.Mx
                ? message.client().flatMap(client -> stranger(client, message))
                : Optional.empty();
    }

    /// A client on this machine is a tool of the operator, or a proxy that tells no address: nothing to
    /// check.
    private static Optional<SmtpClient> stranger(Client client, MessageAccepted message) {
        try {
            var address = InetAddress.ofLiteral(client.ip());
            return address.isLoopbackAddress()
                    ? Optional.empty()
                    : Optional.of(new SmtpClient(
                            address, client.helo(), message.envelope().reversePath()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    private static void rest() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
