package org.posthorn.ingress.view;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.address.MailboxAddress;

/// Limits that networks, domains and addresses have of their own. One thread writes, any may read.
final class OwnLimits {
    private final ConcurrentMap<String, Map<String, Long>> names = new ConcurrentHashMap<>();
    private final NetworkTable<Map<String, Long>> networks = new NetworkTable<>();

    void put(String subject, Map<String, Long> limits) {
        if (IpNetwork.parse(subject) instanceof Parsed.Ok<IpNetwork>(var network)) {
            networks.put(network, limits);
        } else {
            names.put(subject, limits);
        }
    }

    void remove(String subject) {
        if (IpNetwork.parse(subject) instanceof Parsed.Ok<IpNetwork>(var network)) {
            networks.remove(network);
        } else {
            names.remove(subject);
        }
    }

    Optional<Long> of(InetAddress client, String name) {
        return networks.find(client, limits -> limits.containsKey(name))
                .flatMap(found -> Optional.ofNullable(found.value().get(name)));
    }

    Optional<Long> of(MailboxAddress address, String name) {
        return named(address.key(), name).or(() -> named(address.host().toString(), name));
    }

    private Optional<Long> named(String subject, String name) {
        return Optional.ofNullable(names.get(subject)).flatMap(limits -> Optional.ofNullable(limits.get(name)));
    }
}
