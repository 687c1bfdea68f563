package org.posthorn.ingress.view;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Predicate;
import org.posthorn.mail.address.IpNetwork;

/// Networks with a value each, found by an address in them: one look-up for each prefix length that is in use, however
/// many networks there are. One thread writes, any may read.
final class NetworkTable<V> {
    private final ConcurrentMap<IpNetwork, V> networks = new ConcurrentHashMap<>();
    /// How many networks have each length: a reader passes over lengths that nobody uses.
    private final AtomicIntegerArray lengths = new AtomicIntegerArray(129);

    void put(IpNetwork network, V value) {
        if (networks.put(network, value) == null) {
            lengths.incrementAndGet(network.bits());
        }
    }

    void remove(IpNetwork network) {
        if (networks.remove(network) != null) {
            lengths.decrementAndGet(network.bits());
        }
    }

    int size() {
        return networks.size();
    }

    /// A network that an address is in, with its value.
    record Found<V>(IpNetwork network, V value) {}

    /// The narrowest network with a fitting value that the address is in.
    Optional<Found<V>> find(InetAddress address, Predicate<V> fitting) {
        var single = IpNetwork.of(address);
        for (int bits = single.bits(); bits >= 0; bits--) {
            if (lengths.get(bits) > 0) {
                var network = single.widened(bits);
                var value = networks.get(network);
                if (value != null && fitting.test(value) && network.contains(single)) {
                    return Optional.of(new Found<>(network, value));
                }
            }
        }
        return Optional.empty();
    }
}
