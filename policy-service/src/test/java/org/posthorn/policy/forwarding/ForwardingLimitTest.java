package org.posthorn.policy.forwarding;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ForwardingLimitTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void anAddressHasItsShareOfAnHour() {
        var limit = new ForwardingLimit(2);

        assertTrue(limit.admits("a@example.com", NOW));
        assertTrue(limit.admits("a@example.com", NOW.plusSeconds(60)));
        assertFalse(limit.admits("a@example.com", NOW.plusSeconds(3_599)));
        assertTrue(limit.admits("b@example.com", NOW.plusSeconds(3_599)), "another address has its own");
        assertTrue(limit.admits("a@example.com", NOW.plusSeconds(3_600)), "the first one is an hour old");
        assertFalse(limit.admits("a@example.com", NOW.plusSeconds(3_601)));
    }
}
