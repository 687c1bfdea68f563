package org.posthorn.mail.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.Parsed;

class IpNetworkTest {
    private static IpNetwork network(String text) {
        return IpNetwork.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 203.0.113.9, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true"
    })
    void addressIsWithinItsNetwork(String network, String address, boolean within) {
        assertEquals(within, network(network).contains(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.100, 192.168.1.100",
        "192.168.1.100/32, 192.168.1.100",
        "192.168.1.100/24, 192.168.1.0/24",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1/120, 192.0.2.0/24",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6",
        "2001:db8::/32, 2001:db8::/32",
        "::1, ::1",
        "::/0, ::/0",
        "0.0.0.0/0, 0.0.0.0/0"
    })
    void everyNetworkHasOneSpelling(String text, String spelling) {
        assertEquals(spelling, network(text).toString());
        assertEquals(network(text), network(spelling));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "10.0.0.0/",
                "10.0.0.0/+8",
                "10.0.0",
                "2130706433",
                "0x7f.0.0.1",
                "256.0.0.1",
                "example.com",
                "fe80::1%eth0",
                "2001:db8::/129",
                "[2001:db8::1]",
                "1.2.3.4/24/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertInstanceOf(Parsed.Malformed.class, IpNetwork.parse(text));
    }

    @Test
    void aNetworkIsWidenedAndNeverNarrowed() {
        assertEquals("2001:db8::/64", network("2001:db8::1").widened(64).toString());
        assertEquals("10.0.0.0/8", network("10.0.0.0/8").widened(128).toString());
    }
}
