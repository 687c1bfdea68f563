package org.posthorn.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
    /// Of 12,000: whoever did not look would be given one of these, of 100, for certain.
    private static final int TAKEN = 6_000;

    @Test
    void noTwoProcessesAreGivenTheSamePort() throws Exception {
        var other = ChildJvm.start(PortsThatAreTaken.class, String.valueOf(TAKEN));
        try {
            var taken = Set.of(other.line().split(" "));
            assertEquals(TAKEN, taken.size());
            var mine = new HashSet<Integer>();
            for (int i = 0; i < 100; i++) {
                var port = LoopbackPorts.free();
                assertFalse(taken.contains(String.valueOf(port)), "given twice: " + port);
                mine.add(port);
            }
            assertEquals(100, mine.size());
        } finally {
            other.kill();
        }
    }
}
