package org.posthorn.ingress.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopWatchTest {
    private final HopWatch watch = new HopWatch();

    private List<Optional<InetAddress>> seen(String address, int times) {
        var client = InetAddress.ofLiteral(address);
        return IntStream.range(0, times).mapToObj(_ -> watch.seen(client)).toList();
    }

    private static long warnings(List<Optional<InetAddress>> seen) {
        return seen.stream().filter(Optional::isPresent).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.42.0.1", "192.168.1.1", "fd00::1", "fe80::1"})
    void onePrivateHopThatHidesAllClientsIsToldOnce(String hop) {
        assertEquals(0, warnings(seen(hop, HopWatch.ENOUGH - 1)));
        assertEquals(1, warnings(seen(hop, HopWatch.ENOUGH)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "203.0.113.7", "2001:db8::1"})
    void clientsThatAreWhoTheySeemAreNoHop(String client) {
        assertEquals(0, warnings(seen(client, 2 * HopWatch.ENOUGH)));
    }

    @Test
    void aSecondClientShowsThatNothingIsHidden() {
        assertEquals(0, warnings(seen("10.42.0.1", 50)));
        assertEquals(0, warnings(seen("10.42.0.2", 1)));
        assertEquals(0, warnings(seen("10.42.0.1", 2 * HopWatch.ENOUGH)));
    }
}
