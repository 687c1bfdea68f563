package org.posthorn.mailctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailctlTest {
    @Test
    void wrongUsageIsExitCode2() {
        assertEquals(2, Ran.mailctl("acount").code());
        assertEquals(2, Ran.mailctl("account", "role", "bob").code());
        assertEquals(2, Ran.mailctl("account").code());
    }

    @Test
    void helpSaysWhatThereIs() {
        var ran = Ran.mailctl("--help");

        assertEquals(0, ran.code());
        assertTrue(ran.out().contains("account"), ran.out());
        assertTrue(Ran.mailctl("account", "add", "--help").out().contains("--password-stdin"));
    }

    @Test
    void withoutAnInstallationItSaysWhatIsMissing(@TempDir Path directory) {
        var ran = Ran.mailctl("account", "list", "--data", directory.toString());

        assertEquals(1, ran.code());
        assertEquals("No Posthorn runs in " + directory + " (there is no run/endpoints.properties).\n", ran.err());
    }

    @Test
    void theRunningInstallationIsFoundByItsFile(@TempDir Path data) throws IOException {
        Files.createDirectories(data.resolve("secrets"));
        Files.writeString(data.resolve("secrets/service-token"), "0123456789abcdef");
        Files.createDirectories(data.resolve("run"));
        try (var services = new FakeServices()) {
            services.on("GET /internal/v1/aliases", "[]");
            Files.writeString(
                    data.resolve("run/endpoints.properties"), "services.mailbox-url=" + services.url() + "\n");

            assertEquals(
                    new Ran(0, "There is no alias.\n", ""), Ran.mailctl("alias", "list", "--data", data.toString()));
        }
    }

    @Test
    void aServiceThatIsDownIsNamed() {
        var ran = Ran.mailctl(
                "alias", "list", "--set", "http.token=0123456789abcdef", "--url", "mailbox=http://127.0.0.1:1");

        assertEquals(1, ran.code());
        assertTrue(ran.err().startsWith("127.0.0.1:1 does not answer: "), ran.err());
    }

    @Test
    void aMisspeltSettingIsExplained() {
        var ran = Ran.mailctl("alias", "list", "--set", "http.tokn=x");

        assertEquals(1, ran.code());
        assertTrue(ran.err().contains("Did you mean http.token?"), ran.err());
    }

    @Test
    void completionIsForBashAndZsh() {
        var ran = Ran.mailctl("completion");

        assertEquals(0, ran.code());
        assertTrue(ran.out().contains("complete -F _complete_mailctl"), "a completion script");
    }
}
