package org.posthorn.runtime.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void defaultsAreReadAsTheirTypes() {
        var example = Settings.of().get(ExampleSettings.class);

        assertEquals(
                new ExampleSettings(
                        2525,
                        5_000_000_000L,
                        true,
                        Duration.ofMinutes(5),
                        new Size(10_485_760),
                        Path.of("data"),
                        ExampleSettings.Who.EVERYONE,
                        List.of("a", "b"),
                        Map.of("sink1.test", new HostPort("127.0.0.1", 4101), "sink2.test", new HostPort("::1", 25)),
                        Optional.empty()),
                example);
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        var file = directory.resolve("posthorn.properties");
        Files.writeString(file, "example.port=1\nexample.big=1\nexample.max-size=1KiB\n");

        var settings = Settings.load(
                Optional.of(file),
                Map.of("EXAMPLE_PORT", "2", "POSTHORN_EXAMPLE_BIG", "2"),
                List.of("--example.port=3"));

        var example = settings.get(ExampleSettings.class);
        assertEquals(3, example.port());
        assertEquals(2, example.big());
        assertEquals(new Size(1024), example.maxSize());
    }

    @Test
    void theShortVariablesOfTheDocumentsWork() {
        var settings = Settings.load(
                Optional.empty(),
                Map.of(
                        "MAIL_DOMAIN", "example.com",
                        "MAIL_SELECTOR", "mail",
                        "HOSTNAMES", "mx.example.com,mail.example.com",
                        "MESSAGE_SIZE_LIMIT", "20971520"),
                List.of());

        var mail = settings.get(MailSettings.class);
        assertEquals("example.com", mail.domain());
        assertEquals("mail", mail.selector());
        assertEquals("mx.example.com", mail.primaryHostname());
        assertEquals(new Size(20 << 20), mail.maxMessageSize());
    }

    @Test
    void aMisspeltKeyStopsTheStartWithASuggestion() {
        assertRefused(
                "There is no setting mail.max-recipient (the command line). Did you mean mail.max-recipients?",
                "mail.max-recipient=7");
    }

    @Test
    void aMisspeltVariableStopsTheStartWithASuggestion() {
        var refused = assertThrows(
                SettingsRefused.class,
                () -> Settings.load(Optional.empty(), Map.of("POSTHORN_MAIL_DOMIAN", "x"), List.of()));
        assertEquals(
                "The environment variable POSTHORN_MAIL_DOMIAN names no setting. Did you mean POSTHORN_MAIL_DOMAIN?",
                refused.getMessage());
    }

    @Test
    void serviceLinksOfKubernetesAreNoSettings() {
        var environment = Map.of(
                "POSTHORN_EXAMPLE_PORT", "tcp://10.0.0.1:25",
                "POSTHORN_SMTP_SERVICE_HOST", "10.0.0.1",
                "POSTHORN_SMTP_PORT_25_TCP_ADDR", "10.0.0.1");

        var settings = Settings.load(Optional.empty(), environment, List.of());

        assertEquals(2525, settings.get(ExampleSettings.class).port());
    }

    @Test
    void aValueThatCannotBeReadStopsTheStart() {
        assertRefused("example.port (the command line) cannot be \"many\": write a whole number.", "example.port=many");
        assertRefused(
                "example.timeout (the command line) cannot be \"5\": add the unit: ms, s, m, h or d.",
                "example.timeout=5");
        assertRefused(
                "example.who (the command line) cannot be \"nobody\": write one of [everyone, members-only].",
                "example.who=nobody");
        assertRefused(
                "example.max-size (the command line) cannot be \"big\": write a size such as 10MB, 256KiB or"
                        + " 10485760.",
                "example.max-size=big");
    }

    @Test
    void aRetiredKeyStopsTheStartAndSaysWhatToWrite() {
        assertRefused(
                "The setting example.old-port (the command line) is retired: write example.port.",
                "example.old-port=1");
    }

    @Test
    void sizesAreWrittenAsTheyAreRead() {
        assertEquals("10MB", Size.parse("10MB").toString());
        assertEquals("256KB", Size.parse("256KiB").toString());
        assertEquals("1000", Size.parse("1000").toString());
    }

    private static void assertRefused(String sentence, String pair) {
        var refused = assertThrows(SettingsRefused.class, () -> Settings.of(pair));
        assertEquals(sentence, refused.getMessage());
    }
}
