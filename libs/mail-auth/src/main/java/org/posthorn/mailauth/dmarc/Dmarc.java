package org.posthorn.mailauth.dmarc;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mailauth.dkim.DkimResult;
import org.posthorn.mailauth.dmarc.DmarcResult.Status;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.spf.SpfResult;

/// Evaluates DMARC (RFC 9989 §5.3, RFC 7489 §6.6). Thread-safe.
public final class Dmarc {
    /// Author domains of one message that are looked at; with more it is nobody's (RFC 9989 §5.3.1).
    private static final int MOST_AUTHORS = 4;

    private final Resolver resolver;
    private final PublicSuffixes suffixes;

    public Dmarc(Resolver resolver, PublicSuffixes suffixes) {
        this.resolver = resolver;
        this.suffixes = suffixes;
    }

    /// Evaluates every author domain; the one that fares worst is the message's result (RFC 9989 §5.3.1).
    ///
    /// @param authorDomains the domains of the From field, each once, A-labels in lower case
    /// @param spf of the MAIL FROM identity
    /// @param within for all look-ups together
    public DmarcResult evaluate(
            List<String> authorDomains, SpfResult spf, List<DkimResult> signatures, Duration within) {
        var deadline = System.nanoTime() + within.toNanos();
        if (authorDomains.isEmpty()) {
            return DmarcResult.without(Status.PERMERROR, "", "the From field names no author");
        }
        if (authorDomains.size() > MOST_AUTHORS) {
            return DmarcResult.without(Status.PERMERROR, authorDomains.getFirst(), "there are too many author domains");
        }
        return authorDomains.stream()
                .map(domain -> evaluate(domain, spf, signatures, deadline))
                .max(Comparator.comparing(DmarcResult::disposition)
                        .thenComparingInt(result -> gravity(result.status())))
                .orElseThrow();
    }

    private static int gravity(Status status) {
        return switch (status) {
            case PASS -> 0;
            case NONE -> 1;
            case PERMERROR -> 2;
            case TEMPERROR -> 3;
            case FAIL -> 4;
        };
    }

    private DmarcResult evaluate(String author, SpfResult spf, List<DkimResult> signatures, long deadline) {
        var walk = TreeWalk.from(author, resolver, deadline);
        if (walk.failure().isPresent()) {
            return DmarcResult.without(Status.TEMPERROR, author, walk.failure().get());
        }
        var organization = walk.organizationalDomain(suffixes);
        var found = walk.policy(organization);
        if (found.isEmpty()) {
            return DmarcResult.without(Status.NONE, author, author + " has no DMARC record");
        }
        var record = found.get().record();
        var alignment = new Alignment(author, organization, deadline);
        var requested = requested(author, found.get(), deadline);
        if (alignment.any(spf, signatures, record)) {
            return new DmarcResult(Status.PASS, author, Optional.of(record), requested, Optional.empty());
        }
        if (alignment.unknown() || isUnsure(spf, signatures, alignment, record)) {
            var reason = Optional.of("the DNS did not say whether it is from " + author);
            return new DmarcResult(Status.TEMPERROR, author, Optional.of(record), requested, reason);
        }
        var reason = Optional.of("neither SPF nor DKIM shows that it is from " + author);
        return new DmarcResult(Status.FAIL, author, Optional.of(record), requested, reason);
    }

    /// An aligned identifier whose own check could not be finished might have passed (RFC 9989 §5.3.6).
    private static boolean isUnsure(
            SpfResult spf, List<DkimResult> signatures, Alignment alignment, DmarcRecord record) {
        var spfUnsure = spf.status() == SpfResult.Status.TEMPERROR && alignment.holds(spf.domain(), record.strictSpf());
        return spfUnsure
                || signatures.stream()
                        .filter(signature -> signature.status() == DkimResult.Status.TEMPERROR)
                        .anyMatch(signature -> alignment.holds(signature.domain(), record.strictDkim()));
    }

    /// `p` for the record's own domain, `np` for a name that does not exist, `sp` for others (RFC 9989
    /// §4.7).
    private DmarcRecord.Policy requested(String author, TreeWalk.Step found, long deadline) {
        var record = found.record();
        var policy = found.name().equals(author) ? record.policy() : record.subdomains();
        if (!found.name().equals(author) && record.absentSubdomains() != record.subdomains()) {
            var left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
            policy = resolver.a(author, left) instanceof DnsAnswer.NxDomain<?> ? record.absentSubdomains() : policy;
        }
        return record.testing() ? policy.milder() : policy;
    }

    /// Identifier alignment with one author domain (RFC 9989 §4.4, RFC 7489 §3.1).
    private final class Alignment {
        private final String author;
        private final String organization;
        private final long deadline;
        private boolean unknown;

        Alignment(String author, String organization, long deadline) {
            this.author = author;
            this.organization = organization;
            this.deadline = deadline;
        }

        boolean any(SpfResult spf, List<DkimResult> signatures, DmarcRecord record) {
            return (spf.passed() && holds(spf.domain(), record.strictSpf()))
                    || signatures.stream()
                            .filter(signature -> signature.passed() && !signature.testing())
                            .anyMatch(signature -> holds(signature.domain(), record.strictDkim()));
        }

        boolean unknown() {
            return unknown;
        }

        /// A name outside the author's organization cannot have the same one, so only names inside are
        /// walked.
        boolean holds(String identifier, boolean strict) {
            var name = identifier.toLowerCase(Locale.ROOT);
            if (strict || name.equals(author)) {
                return name.equals(author);
            }
            if (name.equals(organization) || !name.endsWith("." + organization)) {
                return name.equals(organization);
            }
            var walk = TreeWalk.from(name, resolver, deadline);
            unknown |= walk.failure().isPresent();
            return walk.failure().isEmpty()
                    && walk.organizationalDomain(suffixes).equals(organization);
        }
    }
}
