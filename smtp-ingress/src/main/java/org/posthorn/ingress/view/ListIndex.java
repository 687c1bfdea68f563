package org.posthorn.ingress.view;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.address.MailboxAddress;

/// The blocklist or the allowlist for look-ups whose cost does not grow with it: a sender is looked up by its address,
/// its address without a subaddress, its domain, and the domains above; a client by each prefix length in use. Of an
/// entry only what decides is kept, so that a million fit into memory. One thread writes, any may read.
final class ListIndex {
    private static final char SUBADDRESS = '+';

    private final ConcurrentMap<String, Rule> senders = new ConcurrentHashMap<>();
    private final NetworkTable<Rule> clients = new NetworkTable<>();

    /// @param expires in milliseconds; the greatest number when it never does
    private record Rule(boolean includeSubdomains, long expires) {
        private static final Rule PLAIN = new Rule(false, Long.MAX_VALUE);
        private static final Rule BELOW = new Rule(true, Long.MAX_VALUE);

        static Rule of(boolean includeSubdomains, Optional<Instant> expires) {
            return expires.map(at -> new Rule(includeSubdomains, at.toEpochMilli()))
                    .orElse(includeSubdomains ? BELOW : PLAIN);
        }

        boolean holds(Instant now) {
            return now.toEpochMilli() < expires;
        }
    }

    /// @param subject in the spelling of its owner: an address, `*@domain` or a network
    void put(String subject, boolean includeSubdomains, Optional<Instant> expires) {
        var rule = Rule.of(includeSubdomains, expires);
        if (subject.indexOf('@') >= 0) {
            senders.put(subject, rule);
        } else if (IpNetwork.parse(subject) instanceof Parsed.Ok<IpNetwork>(var network)) {
            clients.put(network, rule);
        }
    }

    void remove(String subject) {
        if (senders.remove(subject) == null && IpNetwork.parse(subject) instanceof Parsed.Ok<IpNetwork>(var network)) {
            clients.remove(network);
        }
    }

    int size() {
        return senders.size() + clients.size();
    }

    /// The subject of the entry that a client falls under.
    Optional<String> of(InetAddress client, Instant now) {
        return clients.find(client, rule -> rule.holds(now))
                .map(found -> found.network().toString());
    }

    /// The subject of the entry that a sender falls under.
    Optional<String> of(MailboxAddress sender, Instant now) {
        return Stream.of(sender.key(), sender.withoutTag(SUBADDRESS).key(), "*@" + sender.host())
                .filter(subject -> holds(subject, false, now))
                .findFirst()
                .or(() -> ofParents(sender, now));
    }

    private Optional<String> ofParents(MailboxAddress sender, Instant now) {
        return sender.domain().stream()
                .flatMap(domain -> domain.parents().stream())
                .map(parent -> "*@" + parent)
                .filter(subject -> holds(subject, true, now))
                .findFirst();
    }

    private boolean holds(String subject, boolean forSubdomain, Instant now) {
        var rule = senders.get(subject);
        return rule != null && rule.holds(now) && (!forSubdomain || rule.includeSubdomains());
    }
}
