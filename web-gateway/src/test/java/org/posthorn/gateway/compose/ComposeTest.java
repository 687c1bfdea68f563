package org.posthorn.gateway.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.mail.address.MailboxAddress;

class ComposeTest {
    private static final Prefill.Manner PLAIN = new Prefill.Manner(ZoneOffset.UTC, false);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bob                                   | bob@localhost",
                "Bob Ray <bob>                         | bob@localhost",
                "a@b.example; c@d.example, eve         | a@b.example c@d.example eve@localhost",
                "\"Doe, Jane\" <jane@x.example>, bob   | jane@x.example bob@localhost",
                ", ;  ,                                | ''",
            })
    void recipientsAreReadAsPeopleTypeThem(String typed, String addresses) {
        var read = Recipients.read(typed, "localhost");
        assertEquals(List.of(), read.mistakes());
        assertEquals(addresses, String.join(" ", Recipients.Read.addresses(read.people())));
    }

    @Test
    void whatIsNoAddressIsNamed() {
        assertEquals(
                List.of("\"not an address\" is not an address."),
                Recipients.read("bob, not an address", "localhost").mistakes());
    }

    @Test
    void longParagraphsAreWrappedSoThatTheyCanBeFilledAgain() {
        var text = "word ".repeat(40).strip();
        var flowed = FlowedText.of(text + "\n> quoted\n>>deeper\nFrom here\n-- \nAnn");
        for (var line : flowed.split("\r\n")) {
            assertTrue(line.length() <= 78, line);
        }
        assertEquals(text, flowed.substring(0, flowed.indexOf("\r\n>")).replace(" \r\n", " "));
        assertTrue(flowed.contains("\r\n> quoted\r\n>> deeper\r\n From here\r\n-- \r\nAnn\r\n"), flowed);
    }

    @Test
    void aMessageSurvivesTheWayThroughAnotherParser() throws IOException {
        var draft = draft(
                "Grüße – an alle, die sich für eine sehr lange Betreffzeile in Köln interessieren", "Tschüß\n\n.\nEnd");
        var octets = MessageWriter.write(draft);
        var message = new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(octets));
        assertEquals(draft.subject(), message.getSubject());
        assertEquals("Jörg \"J\" Müller", message.getFrom().getFirst().getName());
        assertEquals(
                "<parent@x>",
                message.getHeader().getField("In-Reply-To").getBody().strip());
        var parts = ((Multipart) message.getBody()).getBodyParts();
        assertEquals(
                "Übersicht 2026 – Entwurf mit einem langen Namen, der nicht in eine Zeile passt.pdf",
                parts.get(1).getFilename());
        for (var line : new String(octets, UTF_8).split("\r\n")) {
            assertTrue(line.length() <= 998 && line.chars().allMatch(c -> c < 127), line);
        }
    }

    @Test
    void blindRecipientsAreNeverInWhatIsSent() {
        var octets = new String(MessageWriter.write(draft("s", "t").withoutBcc()), UTF_8);
        assertFalse(octets.contains("hidden@x.example"));
        assertFalse(octets.contains("Bcc"));
        assertTrue(new String(MessageWriter.write(draft("s", "t")), UTF_8).contains("Bcc: hidden@x.example"));
    }

    @Test
    void aLineEndInASubjectAddsNoField() {
        var octets = new String(
                MessageWriter.write(draft("x\r\nBcc: evil@x.example", "t").withoutBcc()), UTF_8);
        assertFalse(octets.contains("\r\nBcc:"));
    }

    @Test
    void aReplyToAllLeavesOutTheWriterAndKeepsTheThread() {
        var fields = Prefill.reply(message(), true, Set.of("alice@localhost"), PLAIN);
        assertEquals("Ann <ann@ex.org>, bob@localhost", fields.to());
        assertEquals("carol@localhost", fields.cc());
        assertEquals("Re: Plan", fields.subject());
        assertEquals(List.of("<root@x>", "<m@x>"), fields.references());
        assertTrue(fields.text().contains("Ann <ann@ex.org> wrote:\n> Hello\n>\n>> older"), fields.text());
    }

    @Test
    void aForwardKeepsTheTextAndDropsTheRecipients() {
        var fields = Prefill.forward(message(), PLAIN);
        assertEquals("", fields.to());
        assertEquals("Fwd: Plan", fields.subject());
        assertTrue(fields.text().contains("Forwarded message"));
    }

    @Test
    void aFormattedMessageHasBothPartsThePlainOneFirst() throws IOException {
        var html = ComposedHtml.clean("<div>Grüße, <b>Ann</b></div><blockquote>so</blockquote>");
        var plain = draft("s", HtmlText.of(html));
        var draft = new Draft(
                plain.from(),
                plain.to(),
                plain.cc(),
                plain.bcc(),
                plain.subject(),
                plain.text(),
                Optional.of(html),
                plain.date(),
                plain.messageId(),
                plain.inReplyTo(),
                plain.references(),
                plain.attachments());
        var message = new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(MessageWriter.write(draft)));
        var mixed = (Multipart) message.getBody();
        assertEquals("multipart/alternative", mixed.getBodyParts().getFirst().getMimeType());
        assertEquals("application/pdf", mixed.getBodyParts().get(1).getMimeType());
        var parts = ((Multipart) mixed.getBodyParts().getFirst().getBody()).getBodyParts();
        assertEquals("Grüße, Ann\r\n> so\r\n", text(parts.getFirst()));
        assertTrue(
                text(parts.get(1)).contains("<div>Grüße, <b>Ann</b></div><blockquote type=\"cite\""),
                text(parts.get(1)));
    }

    private static String text(Entity part) throws IOException {
        return new String(((TextBody) part.getBody()).getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void aFormattedReplyQuotesTheOriginalWithoutWhatItMayNotBring() {
        var original = message();
        var html = "<p onclick=x>Hello <b>you</b></p><script>x()</script><img src=http://evil.test/p.gif>"
                + "<a href='javascript:x'>a</a> <a href='https://ex.org/'>b</a>";
        var formatted = new MessageView(
                original.row(),
                original.messageId(),
                original.references(),
                original.from(),
                original.replyTo(),
                original.to(),
                original.cc(),
                original.bcc(),
                original.text(),
                Optional.of(html),
                List.of(),
                List.of());
        var fields = Prefill.reply(formatted, false, Set.of(), new Prefill.Manner(ZoneOffset.UTC, true))
                .signed("Alice & Co");
        assertEquals(
                "<div><br></div><div><br></div><div>-- </div><div>Alice &amp; Co</div><div><br></div>"
                        + "<div><br></div><div><br></div><div>On Sat 21 Nov 2026, 10:00, Ann &lt;ann@ex.org&gt; wrote:</div>"
                        + "<blockquote><p>Hello <b>you</b></p><a>a</a> <a href=\"https://ex.org/\">b</a></blockquote>"
                        + "<div><br></div>",
                fields.html().orElseThrow());
    }

    private static Draft draft(String subject, String text) {
        return new Draft(
                new Recipients.Person("Jörg \"J\" Müller", MailboxAddress.of("joerg@localhost")),
                Recipients.read("Bob <bob@localhost>", "localhost").people(),
                List.of(),
                Recipients.read("hidden@x.example", "localhost").people(),
                subject,
                text,
                Optional.empty(),
                NOW,
                "<id@localhost>",
                Optional.of("<parent@x>"),
                List.of("<root@x>", "<parent@x>"),
                List.of(new Draft.Attachment(
                        "Übersicht 2026 – Entwurf mit einem langen Namen, der nicht in eine Zeile passt.pdf",
                        "application/pdf",
                        new byte[200])));
    }

    private static MessageView message() {
        var row = new MessageRow(
                7, 7, 7, NOW, "Ann", "ann@ex.org", List.of("Alice"), "Plan", "p", false, 1, List.of(), 1);
        return new MessageView(
                row,
                Optional.of("<m@x>"),
                List.of("<root@x>"),
                List.of(new Address("Ann", "ann@ex.org")),
                List.of(),
                List.of(new Address("Alice", "alice@localhost"), new Address("", "bob@localhost")),
                List.of(new Address("", "carol@localhost")),
                List.of(),
                Optional.of("Hello\n\n> older"),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
