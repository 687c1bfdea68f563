package org.posthorn.mail.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.LineBreaks;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.message.MessageComposer.Composition;
import org.posthorn.mail.message.MessageComposer.File;

class MessageComposerTest {
    private static final HeaderAddress.Mailbox ALICE =
            HeaderAddress.Mailbox.of("Alice Müller, Köln", MailboxAddress.of("alice@example.com"));
    private static final HeaderAddress.Mailbox BOB = HeaderAddress.Mailbox.of(MailboxAddress.of("bob@example.com"));

    private static Composition composition(String subject, String text, Optional<String> html, List<File> files) {
        return new Composition(
                ALICE,
                List.of(BOB),
                List.of(),
                List.of(HeaderAddress.Mailbox.of(MailboxAddress.of("secret@example.com"))),
                subject,
                OffsetDateTime.parse("2026-11-21T10:06:07Z"),
                "id@example.com",
                Optional.of("parent@example.com"),
                List.of("root@example.com", "parent@example.com"),
                text,
                html,
                files);
    }

    private static void keepsTheLimits(byte[] message) {
        assertTrue(LineBreaks.isSevenBit(message, 0, message.length), "octets beyond ASCII");
        var text = new String(message, UTF_8);
        for (var line : text.split("\r\n", -1)) {
            assertTrue(line.length() <= 200, "a long line: " + line);
            assertFalse(line.contains("\n") || line.contains("\r"), "a bare line break");
        }
    }

    @Test
    void headerSectionIsWhole() {
        var message = MessageComposer.composeWithoutBcc(
                composition("Grüße\r\nBcc: x@y.example", "Hi", Optional.empty(), List.of()));
        keepsTheLimits(message);
        var header = HeaderSection.of(message);
        assertEquals(
                "Grüße  Bcc: x@y.example", header.first("Subject").orElseThrow().text());
        assertEquals(
                List.of("Alice Müller, Köln"),
                AddressList.parse(header.value("From").orElseThrow()).stream()
                        .map(HeaderAddress::displayName)
                        .toList());
        assertEquals(
                "<root@example.com> <parent@example.com>",
                header.value("References").orElseThrow());
        assertEquals("<parent@example.com>", header.value("In-Reply-To").orElseThrow());
        assertEquals("<id@example.com>", header.value("Message-ID").orElseThrow());
        assertFalse(header.has("Bcc"));
        assertTrue(HeaderSection.of(MessageComposer.compose(composition("s", "Hi", Optional.empty(), List.of())))
                .has("Bcc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain\ntext\n",
                "From me\n.\n--=_x\nend ",
                "Grüße, viele Grüße\r\n",
                "日本語のテキスト\n",
                "tab\there \u0001 control"
            })
    void textComesBackAsItWas(String text) {
        var message = MessageComposer.compose(composition("s", text, Optional.empty(), List.of()));
        keepsTheLimits(message);
        var structure = MimeStructure.of(message);
        var expected = text.replace("\r\n", "\n");
        assertEquals(
                expected.isEmpty() || expected.endsWith("\n") ? expected : expected + "\n",
                MessageText.text(message, structure.root()).replace("\r\n", "\n"));
    }

    @Test
    void longLinesAreQuotedPrintable() {
        var text = "word ".repeat(1000).strip();
        var message = MessageComposer.compose(composition("s", text, Optional.empty(), List.of()));
        keepsTheLimits(message);
        assertEquals(
                text + "\r\n",
                MessageText.text(message, MimeStructure.of(message).root()));
    }

    @Test
    void alternativesFilesAndImagesAreNested() {
        var octets = new byte[5000];
        new Random(1).nextBytes(octets);
        var message = MessageComposer.compose(composition(
                "s",
                "Hällo",
                Optional.of("<p>Hällo <img src=\"cid:logo@x\"></p>"),
                List.of(
                        new File("logo.png", "image/png", octets, Optional.of("logo@x")),
                        File.attachment(
                                "Überlanger Dateiname mit vielen Wörtern und noch mehr Wörtern darin.pdf",
                                "application/pdf",
                                octets),
                        File.attachment("a\"b.txt", "not a type", new byte[0]))));
        keepsTheLimits(message);
        var structure = MimeStructure.of(message);
        assertEquals(
                "multipart/mixed,multipart/alternative,text/plain,multipart/related,text/html,image/png,application/pdf,application/octet-stream",
                String.join(
                        ",",
                        structure
                                .root()
                                .all()
                                .map(part -> part.type().toString())
                                .toList()));
        var files = MessageText.attachments(structure);
        assertEquals(
                List.of("Überlanger Dateiname mit vielen Wörtern und noch mehr Wörtern darin.pdf", "a\"b.txt"),
                files.stream().map(part -> part.fileName().orElseThrow()).toList());
        assertArrayEquals(octets, MessageText.octets(message, files.getFirst()));
        assertEquals(
                "Hällo\r\n",
                MessageText.text(message, MessageText.textPart(structure).orElseThrow()));
    }
}
