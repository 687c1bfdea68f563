package org.posthorn.ingress.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.runtime.acceptance.Octets;

class SpoolTest {
    private final ByteBudget budget = new ByteBudget(100_000);

    @Test
    void octetsStayInMemoryUpToTheLimitAndGoToAFileBeyond(@TempDir Path directory) throws IOException {
        var octets = new byte[50_000];
        new Random(1).nextBytes(octets);
        for (int limit : new int[] {100, 49_999, 50_000, 60_000}) {
            try (var spool = new Spool(new Spool.Place(directory, limit, 1_000_000, budget))) {
                for (int i = 0; i < octets.length; i += 7_000) {
                    spool.write(octets, i, Math.min(7_000, octets.length - i));
                }
                assertEquals(limit < octets.length, spool.octets() instanceof Octets.InFile);
                assertArrayEquals(octets, spool.octets().bytes());
                assertEquals(octets.length, spool.octets().size());
            }
            assertEquals(0, budget.used());
            assertFalse(hasFiles(directory));
        }
    }

    @Test
    void tooLargeContentIsDroppedAtOnceAndRememberedToItsEnd(@TempDir Path directory) throws IOException {
        try (var spool = new Spool(new Spool.Place(directory, 100, 1_000, budget))) {
            spool.begin(new byte[500]);
            spool.write(new byte[1_000], 0, 1_000);
            assertEquals(Spool.Condition.WHOLE, spool.condition());
            assertTrue(hasFiles(directory));
            spool.write(1);
            assertEquals(Spool.Condition.TOO_LARGE, spool.condition());
            assertFalse(hasFiles(directory));
            var block = new byte[1024 * 1024];
            assertThrows(EndlessContent.class, () -> {
                for (int i = 0; i < 100; i++) {
                    spool.write(block, 0, block.length);
                }
            });
        }
    }

    @Test
    void diskThatTakesNothingIsRemembered(@TempDir Path directory) throws IOException {
        try (var spool = new Spool(new Spool.Place(directory.resolve("missing"), 10, 1_000, budget))) {
            spool.write(new byte[100], 0, 100);
            assertEquals(Spool.Condition.NO_DISK, spool.condition());
            assertEquals(0, budget.used());
        }
    }

    private static boolean hasFiles(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.findAny().isPresent();
        }
    }
}
