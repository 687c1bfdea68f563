package org.posthorn.mailauth.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.posthorn.mail.Parsed;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.MxRecord;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.spf.SpfRecord.Directive;
import org.posthorn.mailauth.spf.SpfResult.Status;

/// One run of `check_host()` (RFC 7208 §4) with all that it includes and is redirected to; it counts what they look
/// up together. For one thread.
final class Evaluation {
    private static final int MOST_TERMS = 10;
    private static final int MOST_VOID = 2;
    private static final int MOST_NAMES = 10;
    private static final int LONGEST_EXPLANATION = 500;

    private final Resolver resolver;
    private final SpfQuery query;
    private final long deadline;
    private int terms;
    private int voids;

    Evaluation(Resolver resolver, SpfQuery query, long deadline) {
        this.resolver = resolver;
        this.query = query;
        this.deadline = deadline;
    }

    /// What came of a record.
    ///
    /// @param domain whose record it was, after redirects
    /// @param explanation its `exp=`
    record Finding(
            Status status,
            String domain,
            Optional<Directive> directive,
            Optional<MacroString> explanation,
            Optional<String> problem) {

        static Finding problem(Status status, String domain, String problem) {
            return new Finding(status, domain, Optional.empty(), Optional.empty(), Optional.of(problem));
        }
    }

    private sealed interface Match {
        Match YES = new Yes();
        Match NO = new No();

        record Yes() implements Match {}

        record No() implements Match {}

        record Failed(Status status, String problem) implements Match {}

        static Match of(boolean matches) {
            return matches ? YES : NO;
        }
    }

    Finding checkHost(String domain) {
        if (!isName(domain) || domain.indexOf('.') < 0) {
            return Finding.problem(Status.NONE, domain, "there is no domain to ask");
        }
        return switch (resolver.txt(domain, left())) {
            case DnsAnswer.TemporaryFailure<String>(var reason) -> Finding.problem(Status.TEMPERROR, domain, reason);
            case DnsAnswer.NoData<String> _, DnsAnswer.NxDomain<String> _ -> none(domain);
            case DnsAnswer.Found<String>(var records, var _, var _) -> {
                var policies = records.stream().filter(SpfRecord::isPolicy).toList();
                if (policies.isEmpty()) {
                    yield none(domain);
                }
                if (policies.size() > 1) {
                    yield Finding.problem(Status.PERMERROR, domain, domain + " has more than one SPF record");
                }
                yield switch (SpfRecord.parse(policies.getFirst())) {
                    case Parsed.Malformed<SpfRecord>(var reason) -> Finding.problem(Status.PERMERROR, domain, reason);
                    case Parsed.Ok<SpfRecord>(var policy) -> evaluate(policy, domain);
                };
            }
        };
    }

    private static Finding none(String domain) {
        return Finding.problem(Status.NONE, domain, domain + " has no SPF record");
    }

    private Finding evaluate(SpfRecord policy, String domain) {
        for (var directive : policy.directives()) {
            switch (matches(directive.mechanism(), domain)) {
                case Match.Yes _ -> {
                    return new Finding(
                            directive.status(), domain, Optional.of(directive), policy.explanation(), Optional.empty());
                }
                case Match.Failed(var status, var problem) -> {
                    return Finding.problem(status, domain, problem);
                }
                case Match.No _ -> {
                    // the next one
                }
            }
        }
        if (policy.redirect().isEmpty()) {
            return new Finding(Status.NEUTRAL, domain, Optional.empty(), Optional.empty(), Optional.empty());
        }
        if (!mayAskAgain()) {
            return Finding.problem(Status.PERMERROR, domain, "the SPF record needs more than ten look-ups");
        }
        var target = name(policy.redirect().get(), domain);
        var found = checkHost(target);
        return found.status() == Status.NONE
                ? Finding.problem(Status.PERMERROR, target, "the SPF record redirects to a domain that has none")
                : found;
    }

    private Match matches(Mechanism mechanism, String domain) {
        return switch (mechanism) {
            case Mechanism.All _ -> Match.YES;
            case Mechanism.Ip(var network) -> Match.of(network.contains(query.client()));
            case Mechanism.Include _, Mechanism.A _, Mechanism.Mx _, Mechanism.Ptr _, Mechanism.Exists _ ->
                mayAskAgain()
                        ? asking(mechanism, domain)
                        : new Match.Failed(Status.PERMERROR, "the SPF record needs more than ten look-ups");
        };
    }

    private Match asking(Mechanism mechanism, String domain) {
        return switch (mechanism) {
            case Mechanism.Include(var target) -> included(name(target, domain));
            case Mechanism.A(var target, var prefixes) -> {
                var name = target.map(spec -> name(spec, domain)).orElse(domain);
                yield found(addresses(name), address -> prefixes.covers(address, query.client()));
            }
            case Mechanism.Mx(var target, var prefixes) ->
                exchangers(target.map(spec -> name(spec, domain)).orElse(domain), prefixes);
            case Mechanism.Ptr(var target) ->
                pointers(target.map(spec -> name(spec, domain)).orElse(domain));
            case Mechanism.Exists(var target) -> {
                var name = name(target, domain);
                yield found(isName(name) ? resolver.a(name, left()) : absent(), _ -> true);
            }
            case Mechanism.All _, Mechanism.Ip _ -> throw new IllegalStateException("nothing to ask for " + mechanism);
        };
    }

    /// RFC 7208 §5.2, table.
    private Match included(String target) {
        var found = checkHost(target);
        return switch (found.status()) {
            case PASS -> Match.YES;
            case FAIL, SOFTFAIL, NEUTRAL -> Match.NO;
            case TEMPERROR ->
                new Match.Failed(Status.TEMPERROR, found.problem().orElse("an included record could not be read"));
            case PERMERROR ->
                new Match.Failed(Status.PERMERROR, found.problem().orElse("an included record is broken"));
            case NONE -> new Match.Failed(Status.PERMERROR, "the SPF record includes a domain that has none");
        };
    }

    private Match exchangers(String name, Mechanism.Prefixes prefixes) {
        if (!isName(name)) {
            return lookedUpInVain();
        }
        return switch (resolver.mx(name, left())) {
            case DnsAnswer.TemporaryFailure<?>(var reason) -> new Match.Failed(Status.TEMPERROR, reason);
            case DnsAnswer.NoData<?> _, DnsAnswer.NxDomain<?> _ -> lookedUpInVain();
            case DnsAnswer.Found<MxRecord>(var records, var _, var _) -> {
                if (records.size() > MOST_NAMES) {
                    yield new Match.Failed(Status.PERMERROR, name + " has more than ten mail exchangers");
                }
                for (var record : records) {
                    switch (addresses(record.host())) {
                        case DnsAnswer.TemporaryFailure<?>(var reason) -> {
                            yield new Match.Failed(Status.TEMPERROR, reason);
                        }
                        case DnsAnswer<? extends InetAddress> answer -> {
                            if (answer.records().stream().anyMatch(a -> prefixes.covers(a, query.client()))) {
                                yield Match.YES;
                            }
                        }
                    }
                }
                yield Match.NO;
            }
        };
    }

    private Match pointers(String domain) {
        var names = resolver.ptr(query.client(), left());
        if (names instanceof DnsAnswer.NoData<?> || names instanceof DnsAnswer.NxDomain<?>) {
            return lookedUpInVain();
        }
        return Match.of(validated(names.records()).anyMatch(name -> isWithin(name, domain)));
    }

    /// Those names of the client that lead back to it; what cannot be looked up is left out (§5.5).
    private Stream<String> validated(List<String> names) {
        return names.stream()
                .limit(MOST_NAMES)
                .filter(name -> addresses(name).records().stream()
                        .anyMatch(address -> query.client().equals(address)));
    }

    private <T> Match found(DnsAnswer<T> answer, Predicate<T> wanted) {
        return switch (answer) {
            case DnsAnswer.Found<T>(var records, var _, var _) ->
                Match.of(records.stream().anyMatch(wanted));
            case DnsAnswer.NoData<T> _, DnsAnswer.NxDomain<T> _ -> lookedUpInVain();
            case DnsAnswer.TemporaryFailure<T>(var reason) -> new Match.Failed(Status.TEMPERROR, reason);
        };
    }

    private Match lookedUpInVain() {
        return ++voids > MOST_VOID
                ? new Match.Failed(Status.PERMERROR, "more than two look-ups of the SPF record found nothing")
                : Match.NO;
    }

    private boolean mayAskAgain() {
        return ++terms <= MOST_TERMS;
    }

    private DnsAnswer<? extends InetAddress> addresses(String name) {
        if (!isName(name)) {
            return absent();
        }
        return query.client() instanceof Inet4Address ? resolver.a(name, left()) : resolver.aaaa(name, left());
    }

    /// A name that cannot be looked up is one that does not exist (§4.8).
    private static <T> DnsAnswer<T> absent() {
        return new DnsAnswer.NxDomain<>(Duration.ZERO, false);
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    /// The domain's own words about a fail; empty when there are none, or none that may be shown (§6.2).
    Optional<String> explanation(Finding finding) {
        if (finding.explanation().isEmpty()) {
            return Optional.empty();
        }
        var name = name(finding.explanation().get(), finding.domain());
        var texts = isName(name) ? resolver.txt(name, left()).records() : List.<String>of();
        if (texts.size() != 1) {
            return Optional.empty();
        }
        return MacroString.parseExplanation(texts.getFirst())
                .toOptional()
                .map(text -> text.expand(letter -> value(letter, finding.domain())))
                .filter(text -> text.chars().allMatch(c -> c >= ' ' && c <= '~'))
                .map(text -> text.substring(0, Math.min(text.length(), LONGEST_EXPLANATION)));
    }

    private String name(MacroString spec, String domain) {
        return spec.expandDomain(letter -> value(letter, domain));
    }

    /// RFC 7208 §7.2.
    private String value(char letter, String domain) {
        return switch (letter) {
            case 's' -> query.localPart() + "@" + query.senderDomain();
            case 'l' -> query.localPart();
            case 'o' -> query.senderDomain();
            case 'd' -> domain;
            case 'i' -> dotted(query.client());
            case 'p' -> clientName(domain);
            case 'h' -> query.helo();
            case 'c' -> readable(query.client());
            case 'r' -> query.receiver();
            case 't' -> Long.toString(query.now().getEpochSecond());
            case 'v' -> query.client() instanceof Inet4Address ? "in-addr" : "ip6";
            default -> throw new IllegalStateException("a parsed macro has a known letter: " + letter);
        };
    }

    /// The validated name that is nearest to the domain (§7.3).
    private String clientName(String domain) {
        var names = validated(resolver.ptr(query.client(), left()).records()).toList();
        return names.stream()
                .filter(name -> name.equalsIgnoreCase(domain))
                .findFirst()
                .or(() -> names.stream().filter(name -> isWithin(name, domain)).findFirst())
                .or(() -> names.stream().findFirst())
                .orElse("unknown");
    }

    private static String dotted(InetAddress address) {
        return address instanceof Inet4Address
                ? address.getHostAddress()
                : String.join(
                        ".",
                        HexFormat.of()
                                .withUpperCase()
                                .formatHex(address.getAddress())
                                .split(""));
    }

    /// The usual spelling of an address: RFC 5952 asks for it, the JDK leaves the zeros.
    private static String readable(InetAddress address) {
        return address instanceof Inet4Address ? address.getHostAddress() : AddressText.of(address);
    }

    private static boolean isWithin(String name, String domain) {
        var at = name.length() - domain.length();
        return at >= 0
                && name.regionMatches(true, at, domain, 0, domain.length())
                && (at == 0 || name.charAt(at - 1) == '.');
    }

    /// Labels of 1 to 63 octets, 253 in all. Characters beyond US-ASCII, as a local part may bring them into a macro,
    /// make a name that no term matches (RFC 8616 §4).
    static boolean isName(String text) {
        var end = text.endsWith(".") ? text.length() - 1 : text.length();
        if (end == 0 || end > 253) {
            return false;
        }
        var label = 0;
        for (var i = 0; i < end; i++) {
            var c = text.charAt(i);
            label = c == '.' ? 0 : label + 1;
            var empty = c == '.' && (i == 0 || text.charAt(i - 1) == '.');
            if (label > 63 || empty || c > '~' || c < ' ') {
                return false;
            }
        }
        return label > 0;
    }
}
