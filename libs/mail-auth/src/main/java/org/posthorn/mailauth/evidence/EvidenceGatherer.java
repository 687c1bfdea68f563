package org.posthorn.mailauth.evidence;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.posthorn.mail.message.AddressList;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mailauth.dkim.ArcResult;
import org.posthorn.mailauth.dkim.ArcValidator;
import org.posthorn.mailauth.dkim.DkimResult;
import org.posthorn.mailauth.dkim.DkimVerifier;
import org.posthorn.mailauth.dmarc.Dmarc;
import org.posthorn.mailauth.dmarc.PublicSuffixes;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.spf.Spf;

/// Gathers the evidence about messages. Thread-safe.
public final class EvidenceGatherer {
    /// More author domains than DMARC looks at need not be read.
    private static final int MOST_AUTHORS = 5;

    /// The name of the client decides nothing, and reverse zones are the slowest part of the DNS.
    private static final Duration FOR_IPREV = Duration.ofMillis(500);

    private final Spf spf;
    private final DkimVerifier dkim;
    private final ArcValidator arc;
    private final Dmarc dmarc;
    private final Iprev iprev;

    /// @param receiver our host name
    public EvidenceGatherer(Resolver resolver, PublicSuffixes suffixes, String receiver, InstantSource clock) {
        this.spf = new Spf(resolver, receiver, clock);
        this.dkim = new DkimVerifier(resolver, clock);
        this.arc = new ArcValidator(resolver, clock);
        this.dmarc = new Dmarc(resolver, suffixes);
        this.iprev = new Iprev(resolver);
    }

    /// Everything that can be known within this time; what could not is `temperror`.
    public Evidence gather(SmtpClient client, MessageOctets message, Duration within) {
        var watch = new Watch(within);
        var helo = spf.helo(client.address(), client.helo(), watch.left());
        var mailFrom = spf.mailFrom(client.address(), client.helo(), client.reversePath(), watch.left());
        var forSpf = watch.lap();
        var signatures = signatures(message, watch.left());
        var forDkim = watch.lap();
        var chain = chain(message, watch.left());
        var forArc = watch.lap();
        var policy = dmarc.evaluate(authorDomains(message), mailFrom, signatures, watch.left());
        var forDmarc = watch.lap();
        var name = iprev.check(client.address(), watch.left(FOR_IPREV));
        var times = new Evidence.Times(forSpf, forDkim, forArc, forDmarc, watch.lap());
        return new Evidence(helo, mailFrom, signatures, chain, policy, name, times);
    }

    private List<DkimResult> signatures(MessageOctets message, Duration within) {
        return switch (message) {
            case MessageOctets.Whole(var octets) -> dkim.verify(octets, within);
            case MessageOctets.Parts(var header, var body) -> dkim.verify(header, body, within);
        };
    }

    private ArcResult chain(MessageOctets message, Duration within) {
        return switch (message) {
            case MessageOctets.Whole(var octets) -> arc.validate(octets, within);
            case MessageOctets.Parts(var header, var body) -> arc.validate(header, body, within);
        };
    }

    /// The domains of every author of every From field: a second From must not hide the first (RFC 9989
    /// §5.3.1).
    static List<String> authorDomains(MessageOctets message) {
        var header = switch (message) {
            case MessageOctets.Whole(var octets) -> HeaderSection.of(octets);
            case MessageOctets.Parts(var octets, var _) -> HeaderSection.of(octets);
        };
        Set<String> domains = new LinkedHashSet<>();
        for (var from : header.all("From")) {
            AddressList.mailboxes(from.value()).stream()
                    .flatMap(author -> author.mailbox().stream())
                    .flatMap(mailbox -> mailbox.domain().stream())
                    .limit(MOST_AUTHORS)
                    .forEach(domain -> domains.add(domain.ascii()));
        }
        return domains.stream().limit(MOST_AUTHORS).toList();
    }

    private static final class Watch {
        private final long deadline;
        private long lap = System.nanoTime();

        Watch(Duration within) {
            deadline = lap + within.toNanos();
        }

        Duration left() {
            return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        }

        Duration left(Duration most) {
            var left = left();
            return left.compareTo(most) < 0 ? left : most;
        }

        /// Microseconds since the lap before.
        long lap() {
            var now = System.nanoTime();
            var micros = (now - lap) / 1_000;
            lap = now;
            return micros;
        }
    }
}
