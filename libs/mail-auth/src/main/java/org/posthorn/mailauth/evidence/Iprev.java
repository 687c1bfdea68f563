package org.posthorn.mailauth.evidence;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.evidence.IprevResult.Status;

/// Forward-confirmed reverse DNS (RFC 8601 §3). Thread-safe.
public final class Iprev {
    /// An address may have any number of names; the first few are tried.
    private static final int MOST_NAMES = 5;

    private final Resolver resolver;

    public Iprev(Resolver resolver) {
        this.resolver = resolver;
    }

    /// @param within for all look-ups together
    public IprevResult check(InetAddress client, Duration within) {
        var deadline = System.nanoTime() + within.toNanos();
        return switch (resolver.ptr(client, left(deadline))) {
            case DnsAnswer.TemporaryFailure<String> _ -> new IprevResult(Status.TEMPERROR, client, Optional.empty());
            case DnsAnswer.NoData<String> _, DnsAnswer.NxDomain<String> _ ->
                new IprevResult(Status.PERMERROR, client, Optional.empty());
            case DnsAnswer.Found<String>(var names, var _, var _) -> confirm(client, names, deadline);
        };
    }

    private IprevResult confirm(InetAddress client, List<String> names, long deadline) {
        var silent = false;
        for (var name : names.subList(0, Math.min(names.size(), MOST_NAMES))) {
            DnsAnswer<? extends InetAddress> answer = client instanceof Inet4Address
                    ? resolver.a(name, left(deadline))
                    : resolver.aaaa(name, left(deadline));
            if (answer.records().contains(client)) {
                return new IprevResult(Status.PASS, client, Optional.of(name));
            }
            silent |= answer instanceof DnsAnswer.TemporaryFailure<?>;
        }
        return new IprevResult(silent ? Status.TEMPERROR : Status.FAIL, client, Optional.of(names.getFirst()));
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }
}
