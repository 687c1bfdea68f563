package org.posthorn.mailauth.spf;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.spf.SpfResult.Identity;
import org.posthorn.mailauth.spf.SpfResult.Status;

/// Checks clients against SPF records (RFC 7208). Thread-safe.
public final class Spf {
    private final Resolver resolver;
    private final String receiver;
    private final InstantSource clock;

    /// @param receiver our host name, for the macro `%{r}`
    public Spf(Resolver resolver, String receiver, InstantSource clock) {
        this.resolver = resolver;
        this.receiver = receiver;
        this.clock = clock;
    }

    /// The HELO identity (§2.3): none where the client gave an address or no full name.
    ///
    /// @param within for all look-ups together
    public SpfResult helo(InetAddress client, String helo, Duration within) {
        return check(Identity.HELO, client, helo, "postmaster@" + helo, within);
    }

    /// The MAIL FROM identity (§2.4); with the null reverse-path it is `postmaster` at the HELO name.
    ///
    /// @param reversePath without brackets
    /// @param within for all look-ups together
    public SpfResult mailFrom(InetAddress client, String helo, String reversePath, Duration within) {
        var sender = reversePath.isEmpty() ? "postmaster@" + helo : reversePath;
        return check(Identity.MAILFROM, client, helo, sender, within);
    }

    private SpfResult check(Identity identity, InetAddress client, String helo, String sender, Duration within) {
        var at = sender.lastIndexOf('@');
        var localPart = at > 0 ? sender.substring(0, at) : "postmaster";
        var domain = withoutFinalDot(sender.substring(at + 1));
        var query = new SpfQuery(client, helo, localPart, domain, receiver, clock.instant());
        var evaluation = new Evaluation(resolver, query, System.nanoTime() + within.toNanos());
        var finding = evaluation.checkHost(domain);
        return new SpfResult(
                finding.status(),
                identity,
                domain,
                finding.directive().map(SpfRecord.Directive::text),
                finding.status() == Status.FAIL ? evaluation.explanation(finding) : Optional.empty(),
                finding.problem());
    }

    private static String withoutFinalDot(String domain) {
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }
}
