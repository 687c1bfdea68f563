package org.posthorn.allinone.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short run of `posthorn prove`. `-Dtest.jvm.flags="-Dproof.seed=N -Dproof.seconds=N"` choose another one.
class ProveTest {
    private static final long SEED = Long.getLong("proof.seed", 7);
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("proof.seconds", 15));

    @Test
    void everyPromiseIsKeptUnderFaults(@TempDir Path directory) {
        var options = new ProveOptions(LENGTH, SEED, 40, Optional.empty(), Path.of("unused"));

        var report = new Prove(options, directory, System.out, _ -> {}).run();

        assertTrue(report.verdict().kept(), report::text);
        assertTrue(report.numbers().answered() > 100, report::text);
        assertEquals(0, report.numbers().waiting(), report::text);
    }
}
