package org.posthorn.ingress.admission;

import java.net.InetAddress;
import java.util.Optional;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.Replies;
import org.posthorn.mailauth.client.Dnsbl;
import org.posthorn.mailauth.client.HeloName;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.mailauth.evidence.Iprev;
import org.posthorn.mailauth.evidence.IprevResult;
import org.posthorn.runtime.settings.ClientCheckSettings;
import org.posthorn.runtime.settings.ClientCheckSettings.Check;

/// Refuses strangers' servers by what can be known of them before they send: their name, their reverse DNS, lists in
/// the
/// DNS. Only what is set to `refuse` is asked here; what is noted, policy-service finds out. Thread-safe.
public final class ClientChecks {
    private final ClientCheckSettings settings;
    private final Networks trusted;
    private final String hostname;
    private final Iprev iprev;
    private final Dnsbl lists;

    /// @param trusted  networks that are not checked
    /// @param hostname our name
    public ClientChecks(ClientCheckSettings settings, Networks trusted, String hostname, Resolver resolver) {
        this.settings = settings;
        this.trusted = trusted;
        this.hostname = hostname;
        this.iprev = new Iprev(resolver);
        this.lists = new Dnsbl(resolver, settings.zones());
    }

    /// Why a client is refused, when it is.
    Optional<Answer.Refused> refusal(InetAddress client, String helo) {
        if (client.isLoopbackAddress() || trusted.contains(client)) {
            return Optional.empty();
        }
        return wrongName(helo).or(() -> onList(client)).or(() -> withoutName(client));
    }

    private Optional<Answer.Refused> wrongName(String helo) {
        return settings.helo() == Check.REFUSE
                ? HeloName.problem(helo, hostname)
                        .map(problem -> new Answer.Refused(Replies.wrongHelo(problem), Optional.of("check:helo")))
                : Optional.empty();
    }

    private Optional<Answer.Refused> onList(InetAddress client) {
        return settings.dnsbl() == Check.REFUSE
                ? lists.of(client, settings.deadline()).stream()
                        .findFirst()
                        .map(listing -> new Answer.Refused(
                                Replies.listed(client, listing.zone()), Optional.of("dnsbl:" + listing.zone())))
                : Optional.empty();
    }

    private Optional<Answer.Refused> withoutName(InetAddress client) {
        if (settings.reverseDns() != Check.REFUSE) {
            return Optional.empty();
        }
        var status = iprev.check(client, settings.deadline()).status();
        return status == IprevResult.Status.FAIL || status == IprevResult.Status.PERMERROR
                ? Optional.of(new Answer.Refused(Replies.NO_REVERSE_DNS, Optional.of("check:reverse-dns")))
                : Optional.empty();
    }
}
