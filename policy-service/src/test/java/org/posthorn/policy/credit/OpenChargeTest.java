package org.posthorn.policy.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.events.Purpose;

class OpenChargeTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final MessageId MESSAGE = MessageId.next(AT);
    private static final Attempt ATTEMPT = new Attempt(Optional.empty(), Optional.empty(), "a reply", "0.0.0");

    /// Outcomes of two recipients, `a` and `b`, by their first letter and the recipient, such as `Ba` for bounced.
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        // one recipient decides for the message
        "MESSAGE, Da, settle 4",
        "MESSAGE, Ia, settle 4",
        "MESSAGE, Da Bb, settle 4",
        "MESSAGE, Ba Db, settle 4",
        "MESSAGE, Ba Ib, settle 4",
        // all failed
        "MESSAGE, Ba Eb, refund 4",
        "MESSAGE, Xa Xb, refund 4",
        // one is still under way, or waits
        "MESSAGE, Ba, ''",
        "MESSAGE, Wa Ha Qa Wb, ''",
        "MESSAGE, Ba Wb, ''",
        // what comes again, or after the end, changes nothing
        "MESSAGE, Ba Ba, ''",
        "MESSAGE, Ia Ba Bb, settle 4",
        "MESSAGE, Da Da, settle 4",
        "MESSAGE, Bc Dc, ''",
        // each pays for itself
        "RECIPIENT, Da, settle 4",
        "RECIPIENT, Da Bb, settle 4 refund 4",
        "RECIPIENT, Ba Eb, refund 4 refund 4",
        "RECIPIENT, Ia Ba, settle 4",
        "RECIPIENT, Wa Hb, ''",
    })
    void theFirstEndThatCountsMovesTheCredits(Per per, String outcomes, String moves) {
        assertEquals(moves, moves(charge(per), List.of(outcomes.split(" "))));
    }

    @Test
    void whateverHappensNothingMovesTwice() {
        var random = new Random(20260301);
        for (int round = 0; round < 2_000; round++) {
            var per = random.nextBoolean() ? Per.MESSAGE : Per.RECIPIENT;
            var outcomes = new ArrayList<String>();
            for (int i = random.nextInt(12); i > 0; i--) {
                outcomes.add("" + "DIBEXWHQ".charAt(random.nextInt(8)) + "ab".charAt(random.nextInt(2)));
            }
            int moved = moves(charge(per), outcomes).split(" 4", -1).length - 1;
            assertTrue(moved <= (per == Per.MESSAGE ? 1 : 2), per + " " + outcomes);
        }
    }

    private static OpenCharge charge(Per per) {
        return new OpenCharge(MESSAGE, new AccountId(7), 4, per, List.of("a", "b"));
    }

    private static String moves(OpenCharge charge, List<String> outcomes) {
        var moves = new ArrayList<String>();
        var open = Optional.of(charge);
        for (var outcome : outcomes) {
            if (open.isEmpty()) {
                break;
            }
            var step = open.get().after(outcome(outcome.charAt(0), outcome.substring(1)));
            step.posting().ifPresent(p -> moves.add(p.kind().name().toLowerCase(Locale.ROOT) + " " + p.credits()));
            open = step.left();
        }
        return String.join(" ", moves);
    }

    static Outcome outcome(char kind, String recipient) {
        return outcome(MESSAGE, kind, recipient);
    }

    static Outcome outcome(MessageId message, char kind, String recipient) {
        var subject = new Subject(message, recipient, recipient, Purpose.INBOX);
        return switch (kind) {
            case 'D' -> new Outcome.Delivered(subject, AT, Optional.empty(), Optional.empty(), Optional.of(ATTEMPT));
            case 'I' -> new Outcome.InDoubt(subject, AT, ATTEMPT, "retry");
            case 'B' -> new Outcome.Bounced(subject, AT, ATTEMPT, Optional.empty());
            case 'E' -> new Outcome.Expired(subject, AT, ATTEMPT, Optional.empty());
            case 'X' -> new Outcome.Discarded(subject, AT, "an operator", "deleted from the queue");
            case 'W' -> new Outcome.Deferred(subject, AT, ATTEMPT, 1, AT);
            case 'H' -> new Outcome.Held(subject, AT, "an operator", "held");
            case 'Q' -> new Outcome.Quarantined(subject, AT, "a rule", AT);
            default -> throw new IllegalArgumentException("no outcome " + kind);
        };
    }
}
