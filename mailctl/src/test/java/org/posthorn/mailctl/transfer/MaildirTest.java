package org.posthorn.mailctl.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaildirTest {
    @Test
    void lettersAreFlags() {
        var keywords = MaildirFlags.keywords(List.of("0 $Label1", "1 blue", "nonsense"));

        assertEquals(
                List.of("\\Flagged", "$Forwarded", "\\Answered", "\\Seen", "blue"),
                MaildirFlags.read("1234.M5P6.host,S=77:2,FPRSbz", keywords));
        assertEquals(List.of(), MaildirFlags.read("1234.M5P6.host", keywords));
        assertEquals("1234.M5P6.host,S=77", MaildirFlags.unique("1234.M5P6.host,S=77:2,FPRSbz"));
    }

    @Test
    void flagsAreLettersInTheOrderOfTheAlphabet() {
        Map<String, Character> keywords = new LinkedHashMap<>();

        assertEquals(":2,FSab", MaildirFlags.write(List.of("red", "\\Seen", "blue", "\\Flagged"), keywords));
        assertEquals(":2,b", MaildirFlags.write(List.of("blue"), keywords));
    }

    @ParameterizedTest
    @CsvSource({
        "INBOX, '', INBOX.mbox",
        "Sent, .Sent, Sent.mbox",
        "a/b, .a.b, a/b.mbox",
        "Entwürfe, .Entw&APw-rfe, Entwürfe.mbox",
        "v1.2, .v1_2, v1.2.mbox",
        "../../etc, .__.__.etc, __/__/etc.mbox",
        ".hidden, ._hidden, _hidden.mbox"
    })
    void foldersHaveNamesInFiles(String folder, String directory, String file) {
        assertEquals(directory, FolderNames.directory(folder));
        assertEquals(file, FolderNames.file(folder));
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "a/../b, a/__/b", "./b, _/b", "a//b/, a/_/b/_", "a*b%, a_b_", ".a/..b/c., .a/..b/c."})
    void whatIsNoNameHereIsMadeOne(String there, String here) {
        assertEquals(here, FolderNames.clean(there));
    }

    @Test
    void namesThatAreTooLongOrTooDeepAreMadeShorter() {
        assertEquals("a/".repeat(19) + "a_a_a", FolderNames.clean("a/".repeat(21) + "a"));
        assertEquals("x".repeat(199) + "_", FolderNames.clean("x".repeat(300)));
        assertEquals("x".repeat(198) + "_", FolderNames.clean("x".repeat(198) + "👩".repeat(9)));
        assertEquals("Entw_rfe _", FolderNames.clean("Entw\uFFFDrfe \u0085"));
    }
}
