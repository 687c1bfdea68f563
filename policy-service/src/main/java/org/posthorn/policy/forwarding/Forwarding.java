package org.posthorn.policy.forwarding;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Origin;
import org.posthorn.events.Route;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mailauth.dkim.ArcSealer;
import org.posthorn.mailauth.evidence.AuthenticationResults;
import org.posthorn.mailauth.evidence.Evidence;
import org.posthorn.mailauth.evidence.MessageOctets;
import org.posthorn.mailauth.srs.Srs;
import org.posthorn.policy.signing.DkimKeys;

/// What is different about a stranger's message that goes on to the world. Thread-safe.
public final class Forwarding {
    private static final byte[] NOTHING = new byte[0];

    private final Srs srs;
    private final DkimKeys keys;
    private final String authservId;
    private final ForwardingLimit limit;

    /// @param authservId our name in Authentication-Results
    /// @param messagesPerHour that one address may pass on
    public Forwarding(Srs srs, DkimKeys keys, String authservId, int messagesPerHour) {
        this.srs = srs;
        this.keys = keys;
        this.authservId = authservId;
        this.limit = new ForwardingLimit(messagesPerHour);
    }

    /// The routes, without those over the limit: these lead nowhere. A list of targets counts as one
    /// message.
    public List<Route> limited(MessageAccepted message, List<Route> routes, Instant now) {
        if (!(message.origin() instanceof Origin.Mx)) {
            return routes;
        }
        Map<String, Boolean> admitted = new HashMap<>();
        return routes.stream()
                .map(route -> route instanceof Route.Remote remote
                                && !admitted.computeIfAbsent(remote.accepted(), address -> limit.admits(address, now))
                        ? new Route.Unroutable(
                                remote.accepted(), remote.recipient(), "The address passes on too many messages")
                        : route)
                .toList();
    }

    /// The reverse-path under which it goes to the world.
    public String reversePath(MessageAccepted message) {
        var given = message.envelope().reversePath();
        return message.origin() instanceof Origin.Mx ? srs.forward(given) : given;
    }

    /// The fields of a seal, in the name of the domain that passes it on; nothing when that has no key,
    /// or there is no evidence to vouch for.
    public byte[] seal(List<Route> routes, MessageOctets message, Optional<Evidence> evidence, Instant now) {
        var domain = routes.stream()
                .filter(Route.Remote.class::isInstance)
                .findFirst()
                .flatMap(route -> MailboxAddress.parse(route.accepted()).toOptional())
                .flatMap(MailboxAddress::domain);
        var sealer = domain.flatMap(of -> keys.sealer(of.ascii()));
        if (sealer.isEmpty() || evidence.isEmpty()) {
            return NOTHING;
        }
        return sealed(sealer.get(), message, evidence.get(), now).orElse(NOTHING);
    }

    private Optional<byte[]> sealed(ArcSealer sealer, MessageOctets message, Evidence evidence, Instant now) {
        var results = AuthenticationResults.value(authservId, evidence);
        return switch (message) {
            case MessageOctets.Whole(var octets) -> sealer.seal(octets, results, evidence.arc(), now);
            case MessageOctets.Parts(var header, var body) -> sealer.seal(header, body, results, evidence.arc(), now);
        };
    }
}
