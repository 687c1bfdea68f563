package org.posthorn.mailbox.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Two replicas count as one.
@WithBacking
class LoginLimitsTest {
    private static final String ALICE = "alice@example.com";
    private static final String BOB = "bob@example.com";
    private static final String HOME = "c0000201";
    private static final String ELSEWHERE = "c6336401";

    private final Instant now = Instant.now();
    private final LoginLimits one = replica("one");
    private final LoginLimits other = replica("other");

    private static LoginLimits replica(String name) {
        return new LoginLimits(FailureLimit.parse("3/hour"), FailureLimit.parse("4/day"), name);
    }

    private void exchange() {
        one.untold().take().forEach(told -> {
            one.learn(told);
            other.learn(told);
        });
    }

    @Test
    void failuresOfANetworkCountEverywhereAndOnce() {
        one.failed(HOME, now);
        one.failed(HOME, now);
        other.failed(HOME, now);
        exchange();

        assertTrue(other.exceeded(HOME, now));
        assertFalse(one.exceeded(HOME, now), "its own come back to it, and are known");
        assertFalse(other.exceeded(ELSEWHERE, now));
        assertFalse(other.exceeded(HOME, now.plus(Duration.ofMinutes(61))));
    }

    @Test
    void whoGuessesAtAnAccountIsStoppedEverywhereAndItsOwnerIsNot() {
        one.loggedIn(ALICE, HOME, now);
        for (int i = 0; i < 4; i++) {
            one.failedFor(ALICE, ELSEWHERE, now);
        }
        exchange();

        assertTrue(other.exceeded(ALICE, ELSEWHERE, now));
        assertFalse(other.exceeded(ALICE, HOME, now), "it logged in from there, at the other replica");
    }

    @Test
    void whoGuessesElsewhereLocksNobodyOutOfAFreeNetworkAndTheOtherWayRound() {
        one.loggedIn(ALICE, LoginLimits.FREE, now);
        for (int i = 0; i < 4; i++) {
            one.failedFor(ALICE, ELSEWHERE, now);
        }
        exchange();
        assertTrue(other.exceeded(ALICE, ELSEWHERE, now));
        assertFalse(other.exceeded(ALICE, LoginLimits.FREE, now));

        for (int i = 0; i < 4; i++) {
            one.failedFor(BOB, LoginLimits.FREE, now);
        }
        exchange();
        assertTrue(other.exceeded(BOB, LoginLimits.FREE, now));
        assertFalse(other.exceeded(BOB, ELSEWHERE, now));
    }

    @Test
    void whoStaysAtANetworkIsToldAgainBeforeTheLogForgetsIt() {
        var day = Duration.ofDays(1);
        for (var since = Duration.ZERO; since.compareTo(day) <= 0; since = since.plusHours(1)) {
            one.loggedIn(ALICE, HOME, now.plus(since));
        }
        var told = one.untold().take();

        assertEquals(5, told.size(), told.toString());

        told.forEach(other::learn);
        other.loggedIn(ALICE, HOME, now.plus(day).plusSeconds(1));
        assertEquals(List.of(), other.untold().take(), "the other replica told it just now");
        other.loggedIn(ALICE, HOME, now.plus(day).plus(Duration.ofHours(13)));
        assertEquals(1, other.untold().take().size());
    }

    @Test
    void replicasHearEachOtherThroughTheLogAlsoOfWhatWasBeforeTheirStart(TestKafka kafka) throws Exception {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        try (var admin = connection.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        try (var publisher = new Publisher(connection);
                var first = new LoginActivity(one, connection, publisher, InstantSource.system())) {
            first.start();
            one.loggedIn(ALICE, HOME, now);
            for (int i = 0; i < 4; i++) {
                one.failedFor(ALICE, ELSEWHERE, now);
            }
            try (var second = new LoginActivity(other, connection, publisher, InstantSource.system())) {
                second.start();
                eventually("the other heard", () -> other.exceeded(ALICE, ELSEWHERE, now));
                eventually("also from where she logged in", () -> !other.exceeded(ALICE, HOME, now));
            }
        }
        assertEquals(List.of(), other.untold().take());
    }
}
