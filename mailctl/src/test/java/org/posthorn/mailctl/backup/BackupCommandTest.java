package org.posthorn.mailctl.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailctl.Ran;

class BackupCommandTest {
    @ParameterizedTest
    @CsvSource({
        "/backups, true",
        "backups, true",
        "/backups.d/daily, true",
        "/backups.d/, true",
        "backup.zip, false",
        "/backups/backup.zip, false"
    })
    void whatIsMissingIsADirectoryUnlessItsNameHasADot(String target, boolean directory) {
        assertEquals(directory, BackupCommand.isDirectoryName(target));
    }

    @Test
    void aFileIsNotReplacedUnaskedAndTheSentenceSaysWhich(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("old.zip"), "old");

        assertEquals(
                new Ran(
                        1,
                        "",
                        "The file " + file + " exists. Replace it? Nobody can be asked here; say --yes to go on.\n"),
                Ran.mailctl("backup", file.toString()));
        assertEquals("old", Files.readString(file));
    }
}
