package org.posthorn.gateway.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginTest {
    @Test
    void failuresAreCountedByClientAndByNameForFiveMinutes() {
        var now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
        var limits = new LoginLimits(3, now::get);
        for (int i = 0; i < 3; i++) {
            assertTrue(limits.allows("192.0.2.1", "alice"));
            limits.failed("192.0.2.1", "alice");
        }
        assertFalse(limits.allows("192.0.2.1", "bob"), "the same client");
        assertFalse(limits.allows("192.0.2.2", "alice"), "the same name");
        assertTrue(limits.allows("192.0.2.2", "bob"));
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
        assertTrue(limits.allows("192.0.2.1", "alice"));
    }

    @ParameterizedTest
    @CsvSource({
        "/mail/sent?view=unread, /mail/sent?view=unread",
        "//evil.example, /mail/inbox",
        "https://evil.example, /mail/inbox",
        "/\\evil.example, /mail/inbox",
        "'', /mail/inbox",
        "/login, /mail/inbox"
    })
    void afterLoginNobodyIsSentElsewhere(String next, String location) {
        assertEquals(location, LoginController.local(next));
    }
}
