package org.posthorn.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.embedded.CannotStart.Reason;

class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void aSecondOpeningIsRefusedWhileTheFirstIsOpen() {
        try (var first = DataDirectory.open(directory)) {
            assertRefused(Reason.DATA_DIRECTORY_IN_USE, first.path());
        }
        DataDirectory.open(directory).close();
    }

    @Test
    void whatAnotherVersionWroteIsRefused() throws Exception {
        DataDirectory.open(directory).close();
        Files.writeString(directory.resolve("posthorn-data.properties"), "format=99\n");
        assertRefused(Reason.OTHER_VERSION, directory);
    }

    @Test
    void dataWithoutAStampIsRefused() throws Exception {
        Files.createDirectory(directory.resolve("kafka"));
        assertRefused(Reason.OTHER_VERSION, directory);
    }

    @Test
    void aFileInItsPlaceIsRefusedWithOneSentence() throws Exception {
        var file = Files.createFile(directory.resolve("file"));
        assertRefused(Reason.NOT_PERMITTED, file);
    }

    private static void assertRefused(Reason reason, Path directory) {
        var refused = assertThrows(CannotStart.class, () -> DataDirectory.open(directory));
        assertEquals(reason, refused.reason());
        assertTrue(String.valueOf(refused.getMessage()).contains(directory.toString()), refused.getMessage());
    }
}
