package org.posthorn.policy.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Recipient;
import org.posthorn.policy.extension.ExtensionSettings.OnFailure;
import org.posthorn.policy.route.DirectoryTable;
import org.posthorn.runtime.settings.SettingsRefused;

/// The worked examples of docs/extensions.md, from a jar in a directory, and what a mailet does wrong.
class ExtensionsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String LETTER = "From: a@b.example\r\nSubject: The Contract\r\n\r\nAs  agreed.\r\n";

    @TempDir
    private Path directory;

    private Extensions extensions(OnFailure onFailure, Duration deadline, String processors) throws IOException {
        ExampleJar.put(directory, processors);
        var settings = new ExtensionSettings(Optional.of(directory), deadline, onFailure, 2);
        return Extensions.of(settings, new DirectoryTable(Set.of("example.com"), ""), "postmaster@example.com");
    }

    private static Extended apply(Extensions extensions) {
        byte[] octets = LETTER.getBytes(UTF_8);
        var message = new MessageAccepted(
                MessageId.next(NOW),
                NOW,
                new Origin.Mx(),
                Optional.empty(),
                MailEnvelope.of("a@b.example", List.of("bob@example.com", "carol@example.com")),
                octets.length);
        return extensions.apply(message, octets);
    }

    private Extended misbehaving(OnFailure onFailure, Duration deadline, String how) throws IOException {
        return apply(extensions(onFailure, deadline, """
                <processor state="root">
                  <mailet match="All" class="org.example.mailets.Misbehaving"><how>%s</how></mailet>
                </processor>
                """.formatted(how)));
    }

    private Extended journal(String match) throws IOException {
        return apply(extensions(OnFailure.PARK, Duration.ofMinutes(1), """
                <processor state="root">
                  <mailet match="%s" class="org.example.mailets.Journal"><to>archive@example.com</to></mailet>
                </processor>
                """.formatted(match)));
    }

    @Test
    void aMailetChangesHeaderAndRecipientsOfWhatItsMatcherMatches() throws IOException {
        var changed = assertInstanceOf(Extended.Changed.class, journal("org.example.mailets.SubjectContains=contract"));

        assertEquals(
                LETTER.replace("Contract\r\n", "Contract\r\nX-Journal: kept\r\n"),
                new String(changed.content().orElseThrow(), UTF_8),
                "the rest is as it was, octet by octet");
        assertEquals(
                List.of("bob@example.com", "carol@example.com", "archive@example.com"),
                changed.recipients().stream().map(Recipient::address).toList());
        assertEquals(List.of(), changed.removed());
        assertInstanceOf(Extended.Unchanged.class, journal("org.example.mailets.SubjectContains=invoice"));
    }

    @Test
    void aMailetEndsAMessage() throws IOException {
        var ended =
                assertInstanceOf(Extended.Changed.class, misbehaving(OnFailure.PARK, Duration.ofMinutes(1), "drops"));

        assertEquals(List.of(), ended.recipients());
        assertEquals(2, ended.removed().size());
    }

    @ParameterizedTest
    @CsvSource({
        "throws, of the example",
        "looks around, nothing of the server is seen",
        "elsewhere, sets the state elsewhere",
    })
    void whatFailsIsParkedOrPassed(String how, String reason) throws IOException {
        for (var onFailure : OnFailure.values()) {
            var failed = assertInstanceOf(Extended.Failed.class, misbehaving(onFailure, Duration.ofMinutes(1), how));
            assertTrue(failed.reason().contains(reason), failed.reason());
            assertEquals(onFailure == OnFailure.PARK, failed.park());
        }
    }

    @Test
    void whatHangsIsLeftAtItsDeadline() throws IOException {
        var failed =
                assertInstanceOf(Extended.Failed.class, misbehaving(OnFailure.PASS, Duration.ofMillis(200), "hangs"));

        assertEquals("The extensions were not done after 200 ms.", failed.reason());
    }

    @Test
    void aWrongChainStopsTheStart() {
        var missing = assertThrows(SettingsRefused.class, () -> journal("org.example.Nothing"));
        assertTrue(String.valueOf(missing.getMessage()).contains("org.example.Nothing is no matcher"));
        var empty = assertThrows(SettingsRefused.class, () -> journal("org.example.mailets.SubjectContains"));
        assertTrue(String.valueOf(empty.getMessage()).contains("refuses its condition"));
    }
}
