package org.posthorn.ingress.admission;

import java.net.InetAddress;
import java.util.List;
import org.posthorn.runtime.settings.SettingsRefused;

/// Sets of addresses, written as CIDR or as single addresses.
public final class Networks {
    private record Network(byte[] address, int bits) {}

    private final List<Network> networks;

    private Networks(List<Network> networks) {
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
        var octets = address.getAddress();
        return networks.stream().anyMatch(network -> matches(network, octets));
    }

    private static Network parse(String text) {
        int slash = text.indexOf('/');
        try {
            var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= address.length * 8) {
                return new Network(address, bits);
            }
        } catch (IllegalArgumentException _) {
            // the same sentence below
        }
        throw new SettingsRefused("\"" + text + "\" is not a network: write 10.0.0.0/8 or 2001:db8::/32.");
    }

    private static boolean matches(Network network, byte[] octets) {
        if (octets.length != network.address.length) {
            return false;
        }
        int whole = network.bits / 8;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != network.address[i]) {
                return false;
            }
        }
        int rest = network.bits % 8;
        return rest == 0 || ((octets[whole] ^ network.address[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }
}
