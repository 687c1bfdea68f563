package org.posthorn.delivery.source;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which sources a sender's mail may leave from. The most exact entry wins, as with routes: the domain, then `.parent`
/// for all below it, then `*`.
public final class Pools {
    private static final String ALL = "*";

    private final List<Source> sources;
    private final Map<String, List<Source>> bySender;

    private Pools(List<Source> sources, Map<String, List<Source>> bySender) {
        this.sources = sources;
        this.bySender = bySender;
    }

    /// Reads the settings.
    ///
    /// @throws IllegalArgumentException with a sentence for the operator
    static Pools of(Map<String, String> addresses, Map<String, String> pools, Map<String, String> senders) {
        var sources = sources(addresses);
        var byName = new HashMap<String, List<Source>>();
        pools.forEach((name, members) -> byName.put(name.strip(), members(name.strip(), members, sources)));
        var bySender = new HashMap<String, List<Source>>();
        senders.forEach((domain, pool) -> bySender.put(
                domain.strip().toLowerCase(Locale.ROOT), known(byName, pool.strip(), "the pool", domain.strip())));
        return new Pools(List.copyOf(sources.values()), bySender);
    }

    private static Map<String, Source> sources(Map<String, String> addresses) {
        var sources = new LinkedHashMap<String, Source>();
        Set<InetAddress> taken = new HashSet<>();
        addresses.forEach((name, text) -> {
            var source = Source.parse(name.strip(), text);
            for (var address : source.addresses()) {
                if (!taken.add(address)) {
                    throw new IllegalArgumentException(
                            "the address " + address.getHostAddress() + " belongs to two sources");
                }
            }
            sources.put(source.name(), source);
        });
        return sources;
    }

    private static List<Source> members(String pool, String text, Map<String, Source> sources) {
        var members = new ArrayList<Source>();
        for (var name : text.strip().split("\\s+")) {
            members.add(known(sources, name, "the source", "pool " + pool));
        }
        return List.copyOf(members);
    }

    private static <T> T known(Map<String, T> things, String name, String what, String of) {
        var thing = things.get(name);
        if (thing == null) {
            throw new IllegalArgumentException(what + " \"" + name + "\" of " + of + " does not exist");
        }
        return thing;
    }

    /// Every source.
    public List<Source> sources() {
        return sources;
    }

    /// The sources for a sender's domain; none when the system chooses the address.
    ///
    /// @param domain an A-label in lower case; empty for bounces
    List<Source> of(String domain) {
        var exact = bySender.get(domain);
        if (exact != null) {
            return exact;
        }
        for (var dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            var parent = bySender.get(domain.substring(dot));
            if (parent != null) {
                return parent;
            }
        }
        return bySender.getOrDefault(ALL, List.of());
    }
}
