package org.posthorn.runtime.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.runtime.scan.Opinion.Grade;

/// The string by which everybody tests a spam filter (GTUBE): a message from outside that carries it is spam, so that
/// an operator sees the quarantine work, or the refusal, without a single real spam.
public final class TestString {
    /// What the evidence is called.
    public static final String METHOD = "gtube";

    private static final byte[] TEXT =
            "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X".getBytes(US_ASCII);

    /// A test message has it near its beginning; a large one is not searched to its end.
    public static final int LONGEST = 65_536;

    private TestString() {}

    /// That it is spam, when it is there.
    ///
    /// @param octets of the message, from its beginning on
    public static Optional<Opinion> in(byte[] octets) {
        return contains(octets)
                ? Optional.of(Opinion.of(
                        Grade.SPAM, new Evidence(METHOD, "fail", "It carries the spam test string (GTUBE).", 0)))
                : Optional.empty();
    }

    private static boolean contains(byte[] octets) {
        int last = Math.min(octets.length, LONGEST) - TEXT.length;
        for (int at = 0; at <= last; at++) {
            if (octets[at] == TEXT[0] && matches(octets, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] octets, int at) {
        for (int i = 1; i < TEXT.length; i++) {
            if (octets[at + i] != TEXT[i]) {
                return false;
            }
        }
        return true;
    }
}
