package org.posthorn.ingress.limits;

import java.net.InetAddress;
import java.util.List;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.runtime.settings.SettingsRefused;

/// A few networks, as settings name them.
public final class Networks {
    private final List<IpNetwork> networks;

    private Networks(List<IpNetwork> networks) {
        this.networks = networks;
    }

    /// Reads the entries of a setting.
    public static Networks of(List<String> texts) {
        return new Networks(texts.stream().map(Networks::parse).toList());
    }

    public boolean contains(InetAddress address) {
        if (networks.isEmpty()) {
            return false;
        }
        var single = IpNetwork.of(address);
        return networks.stream().anyMatch(network -> network.contains(single));
    }

    private static IpNetwork parse(String text) {
        return switch (IpNetwork.parse(text)) {
            case Parsed.Ok<IpNetwork>(var network) -> network;
            case Parsed.Malformed<IpNetwork>(var reason) ->
                throw new SettingsRefused("\"" + text + "\" is not a network: " + reason + ".");
        };
    }
}
