package org.posthorn.allinone.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.posthorn.runtime.settings.Catalogue;
import org.posthorn.runtime.settings.ConfigurationPage;

/// docs/configuration.md and the list of known keys are what the settings say. `-Dtest.jvm.flags=-Drewrite=true` writes
/// them anew.
class ConfigurationPageTest {

    private static final Path PAGE = ProjectFiles.ROOT.resolve("docs/configuration.md");
    private static final Path KEYS =
            ProjectFiles.ROOT.resolve("libs/runtime/src/main/resources/org/posthorn/runtime/settings/known-keys.txt");

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void thePageIsWhatTheSettingsSay() throws IOException {
        assertCurrent(PAGE, ConfigurationPage.markdown(catalogue));
    }

    @Test
    void theListOfKeysIsWhatTheSettingsSay() throws IOException {
        assertCurrent(KEYS, ConfigurationPage.knownKeys(catalogue));
    }

    private static void assertCurrent(Path file, String wanted) throws IOException {
        if (Boolean.getBoolean("rewrite")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted);
        }
        assertEquals(
                wanted,
                Files.exists(file) ? Files.readString(file) : "",
                file + " is stale: run this test with -Dtest.jvm.flags=-Drewrite=true");
    }
}
