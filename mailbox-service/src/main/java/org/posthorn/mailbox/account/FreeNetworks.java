package org.posthorn.mailbox.account;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.SettingsRefused;

/// Networks where one address stands for many people, such as a web mail program on this machine: what one of them does
/// is not held against the others.
final class FreeNetworks {
    private final List<IpNetwork> networks;

    private FreeNetworks(List<IpNetwork> networks) {
        this.networks = networks;
    }

    /// Those to whom no limit applies.
    static FreeNetworks of(LimitSettings limits, MailSettings mail) {
        var texts = new ArrayList<>(limits.exemptNetworks());
        texts.addAll(mail.trustedNetworks());
        return new FreeNetworks(texts.stream().map(FreeNetworks::parse).toList());
    }

    private static IpNetwork parse(String text) {
        return switch (IpNetwork.parse(text)) {
            case Parsed.Ok<IpNetwork>(var network) -> network;
            case Parsed.Malformed<IpNetwork>(var reason) ->
                throw new SettingsRefused("\"" + text + "\" is not a network: " + reason + ".");
        };
    }

    boolean contains(InetAddress address) {
        var single = IpNetwork.of(address);
        return networks.stream().anyMatch(network -> network.contains(single));
    }
}
