package org.posthorn.policy.quarantine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.posthorn.events.MessageJudged.Evidence;

/// The string by which everybody tests a spam filter (GTUBE): a message from outside that carries it is held, so that
/// an
/// operator sees the quarantine work without a single real spam.
public final class TestString {
    /// What the evidence is called.
    public static final String METHOD = "gtube";

    private static final byte[] TEXT =
            "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X".getBytes(US_ASCII);

    /// A test message has it near its beginning; a large one is not searched to its end.
    private static final int LONGEST = 65_536;

    private TestString() {}

    /// The evidence, when it is there.
    ///
    /// @param octets of the message, from its beginning on
    public static List<Evidence> in(byte[] octets) {
        return contains(octets)
                ? List.of(new Evidence(METHOD, "fail", "It carries the spam test string (GTUBE).", 0))
                : List.of();
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
