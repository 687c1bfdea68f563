package org.posthorn.ingress.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.runtime.settings.SettingsRefused;

class NetworksTest {
    @Test
    void anAddressIsInOneOfThem() {
        var networks = Networks.of(List.of("10.0.0.0/8", "2001:db8::/32"));

        assertEquals(true, networks.contains(InetAddress.ofLiteral("10.1.2.3")));
        assertEquals(true, networks.contains(InetAddress.ofLiteral("2001:db8::7")));
        assertEquals(false, networks.contains(InetAddress.ofLiteral("192.0.2.1")));
    }

    @Test
    void whatIsNoNetworkStopsTheStart() {
        assertThrows(SettingsRefused.class, () -> Networks.of(List.of("example.com")));
    }

    @Test
    void noNetworksHaveNoAddress() {
        assertEquals(false, Networks.of(List.of()).contains(InetAddress.getLoopbackAddress()));
    }
}
