package org.posthorn.mailauth.srs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Srs OURS = at(NOW, "a secret");

    private static Srs at(Instant now, String secret) {
        return new Srs(secret.getBytes(StandardCharsets.UTF_8), "example.com", InstantSource.fixed(now));
    }

    private static String localPart(String address) {
        return address.substring(0, address.lastIndexOf('@'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bob@stranger.example", "bob+x=y@stranger.example", "SRS0@stranger.example", "a=b@c.example"})
    void aBounceFindsItsWayBack(String sender) {
        var rewritten = OURS.forward(sender);

        assertTrue(rewritten.startsWith("SRS0=") && rewritten.endsWith("@example.com"), rewritten);
        assertEquals(Optional.of(sender), OURS.back(localPart(rewritten)));
    }

    @Test
    void whatAnotherServerRewroteGoesBackToItAndNoFurther() {
        var theirs = "SRS0=HASH=2a=first.example=bob@middle.example";
        var once = OURS.forward(theirs);
        var twice = OURS.forward(once.replace("@example.com", "@last.example"));

        assertTrue(once.startsWith("SRS1="), once);
        assertEquals(Optional.of(theirs), OURS.back(localPart(once)));
        assertEquals(Optional.of(theirs), OURS.back(localPart(twice)), "servers between are left out");
    }

    @Test
    void theNullReversePathStaysNull() {
        assertEquals("", OURS.forward(""));
        assertEquals("", OURS.forward("no address"));
    }

    @Test
    void theCaseOfLettersDoesNotMatterButForTheSendersOwn() {
        var rewritten = localPart(OURS.forward("Bob@stranger.example"));

        assertEquals(Optional.of("Bob@stranger.example"), OURS.back(rewritten.replace("SRS0", "srs0")));
        assertEquals(Optional.of("bob@stranger.example"), OURS.back(rewritten.toLowerCase(Locale.ROOT)));
    }

    @Test
    void whatWeDidNotMakeLeadsNowhere() {
        var rewritten = localPart(OURS.forward("bob@stranger.example"));

        assertEquals(Optional.empty(), OURS.back(rewritten.replace("bob", "eve")));
        assertEquals(Optional.empty(), at(NOW, "another secret").back(rewritten));
        assertEquals(Optional.empty(), OURS.back("SRS0=aaaaaaaa=aa=victim.example=bob"));
        var random = new Random(5);
        for (var round = 0; round < 10_000; round++) {
            var text = new StringBuilder("SRS" + random.nextInt(2));
            for (var i = random.nextInt(12); i >= 0; i--) {
                text.append(random.nextBoolean() ? "=" : "x" + (char) random.nextInt(0x300));
            }
            assertEquals(Optional.empty(), OURS.back(text.toString()), text.toString());
        }
    }

    @Test
    void aPathIsGoodForThreeWeeks() {
        var rewritten = localPart(OURS.forward("bob@stranger.example"));

        assertTrue(at(NOW.plus(Duration.ofDays(21)), "a secret").back(rewritten).isPresent());
        assertEquals(
                Optional.empty(), at(NOW.plus(Duration.ofDays(22)), "a secret").back(rewritten));
    }
}
