package org.posthorn.runtime.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.Size;

class DiskRoomTest {
    @TempDir
    Path folder;

    @Test
    void aDiskWithRoomIsWellAlsoWhereTheDirectoryIsStillToBeMade() {
        var room = new DiskRoom(new DiskSettings(List.of(folder.resolve("later").resolve("deeper")), new Size(1), 0));

        assertEquals(Optional.empty(), room.shortage());
        assertTrue(room.getAsBoolean());
        assertTrue(room.condition().well());
        assertTrue(room.condition().detail().endsWith("MiB free at " + folder + "/later/deeper"));
    }

    @Test
    void theOneDiskThatIsShortIsNamedWithWhatMustBeFree() {
        var plenty = new DiskSettings(List.of(), new Size(Long.MAX_VALUE), 0);
        DiskRoom room;
        try (var metrics = Metrics.forTests()) {
            room = new DiskRoom(plenty).with(folder, metrics);
        }

        assertFalse(room.getAsBoolean());
        assertFalse(room.condition().well());
        assertTrue(
                room.shortage()
                        .orElse("")
                        .matches("The disk is nearly full: \\d+ MiB free at " + folder
                                + ", and 8796093022207 MiB must be\\."),
                room.shortage().toString());
    }

    @Test
    void thePercentageCountsWhereItIsMore() {
        assertTrue(new DiskRoom(new DiskSettings(List.of(folder), new Size(1), 101))
                .shortage()
                .isPresent());
    }

    @Test
    void eachDiskIsShown() {
        try (var metrics = Metrics.forTests()) {
            var spool = folder.resolve("spool");
            var room = new DiskRoom(new DiskSettings(List.of(folder), new Size(4096), 0));
            room.measure(metrics);

            var more = room.with(spool, metrics);

            assertSame(more, more.with(spool, metrics), "what is watched already is not registered again");
            assertTrue(metrics.scrape().contains("posthorn_disk_least_bytes{directory=\"" + spool + "\"} 4096.0"));
            assertTrue(metrics.scrape().contains("posthorn_disk_least_bytes{directory=\"" + folder + "\"} 4096.0"));
            assertTrue(metrics.scrape().contains("posthorn_disk_free_bytes{directory=\"" + folder + "\"} "));
        }
    }
}
