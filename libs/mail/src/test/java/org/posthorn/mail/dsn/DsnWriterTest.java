package org.posthorn.mail.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.message.MessageText;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.smtp.EnhancedStatus;
import org.posthorn.mail.smtp.Notify;
import org.posthorn.mail.smtp.OriginalRecipient;
import org.posthorn.mail.smtp.Reply;
import org.posthorn.mail.smtp.Ret;

class DsnWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:06:07Z");
    private static final byte[] ORIGINAL =
            "Message-ID: <m@a.example>\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nbody\r\n".getBytes(UTF_8);

    private static RecipientReport failed(String recipient) {
        return new RecipientReport(
                MailboxAddress.of(recipient),
                Optional.of(new OriginalRecipient("rfc822", "first@b.example")),
                DsnAction.FAILED,
                new EnhancedStatus(5, 1, 1),
                "",
                Optional.of("mx.b.example"),
                Optional.of(Reply.of(550, "5.1.1", "User not found")),
                NOW,
                Optional.empty());
    }

    private static byte[] write(Optional<Ret> ret, byte[] original, RecipientReport... recipients) {
        return DsnWriter.write(new DsnReport(
                Domain.of("mx.example.net"),
                MailboxAddress.of("alice@a.example"),
                "dsn@mx.example.net",
                NOW,
                NOW.minusSeconds(60),
                Optional.of("QQ314"),
                ret,
                List.of(recipients),
                original));
    }

    @Test
    void personReadsWhatFailedAndWhy() {
        var message = write(Optional.empty(), ORIGINAL, failed("bob@b.example"));
        var structure = MimeStructure.of(message);
        assertEquals("Not delivered: Grüße", structure.envelope().subjectText());
        assertEquals("<m@a.example>", structure.envelope().inReplyTo().orElseThrow());
        assertEquals("report", structure.root().type().subtype());
        assertEquals(
                "delivery-status",
                structure.root().type().parameter("report-type").orElseThrow());
        var text = MessageText.text(message, structure.part("1").orElseThrow());
        assertTrue(text.startsWith("Your message \"Grüße\" of Sat, 21 Nov 2026 10:05:07 +0000 could not"), text);
        assertTrue(text.contains("bob@b.example\r\n    The address does not exist there.\r\n"), text);
        assertTrue(text.contains("The server mx.b.example said: 550 5.1.1 User not found"), text);
        assertTrue(text.contains("check the address"), text);
    }

    @Test
    void softwareReadsTheFields() {
        var message = write(Optional.empty(), ORIGINAL, failed("bob@b.example"), failed("carol@b.example"));
        var structure = MimeStructure.of(message);
        assertEquals(
                "message/delivery-status",
                structure.part("2").orElseThrow().type().toString());
        var group = """
                Original-Recipient: rfc822; first@b.example
                Final-Recipient: rfc822; %s@b.example
                Action: failed
                Status: 5.1.1
                Remote-MTA: dns; mx.b.example
                Diagnostic-Code: smtp; 550 5.1.1 User not found
                Last-Attempt-Date: Sat, 21 Nov 2026 10:06:07 +0000
                """;
        assertEquals(
                ("""
                Reporting-MTA: dns; mx.example.net
                Original-Envelope-Id: QQ314
                Arrival-Date: Sat, 21 Nov 2026 10:05:07 +0000

                """ + group.formatted("bob") + "\n" + group.formatted("carol")).replace("\n", "\r\n"),
                MessageText.text(message, structure.part("2").orElseThrow()));
    }

    @Test
    void originalComesBackAsAsked() {
        var header = write(Optional.empty(), ORIGINAL, failed("bob@b.example"));
        assertEquals(
                "text/rfc822-headers",
                MimeStructure.of(header).part("3").orElseThrow().type().toString());
        assertFalse(new String(header, UTF_8).contains("\r\nbody"));
        var full = write(Optional.of(Ret.FULL), ORIGINAL, failed("bob@b.example"));
        assertTrue(MimeStructure.of(full).part("3").orElseThrow().envelope().isPresent());
        assertTrue(new String(full, UTF_8).contains("\r\nbody"));
        var large = write(
                Optional.of(Ret.FULL),
                (new String(ORIGINAL, UTF_8) + "x\r\n".repeat(100_000)).getBytes(UTF_8),
                failed("b@b.example"));
        assertTrue(large.length < 10_000);
    }

    @Test
    void aServerThatAsksToWaitHasNotRefused() {
        var greylisted = new RecipientReport(
                MailboxAddress.of("bob@b.example"),
                Optional.empty(),
                DsnAction.DELAYED,
                new EnhancedStatus(4, 7, 1),
                "",
                Optional.of("mx.b.example"),
                Optional.of(Reply.of(451, "4.7.1", "Greylisted")),
                NOW,
                Optional.empty());
        var message = write(Optional.empty(), ORIGINAL, greylisted);
        var text = MessageText.text(message, MimeStructure.of(message).part("1").orElseThrow());
        assertTrue(text.contains("The receiving server does not take the message yet, by its rules."), text);
        assertFalse(text.contains("refused"), text);
    }

    @Test
    void whatWasTriedTooLongIsNotCalledRefused() {
        var expired = new RecipientReport(
                MailboxAddress.of("bob@b.example"),
                Optional.empty(),
                DsnAction.FAILED,
                new EnhancedStatus(4, 7, 1),
                "",
                Optional.of("mx.b.example"),
                Optional.of(Reply.of(451, "4.7.1", "Greylisted")),
                NOW,
                Optional.empty());
        var message = write(Optional.empty(), ORIGINAL, expired);
        var text = MessageText.text(message, MimeStructure.of(message).part("1").orElseThrow())
                .replace("\r\n", " ");
        assertTrue(text.contains("and is given up. Please try again later"), text);
        assertFalse(text.contains("will not help"), text);
    }

    @Test
    void delayTellsHowLongItIsTried() {
        var delayed = new RecipientReport(
                MailboxAddress.of("bob@b.example"),
                Optional.empty(),
                DsnAction.DELAYED,
                new EnhancedStatus(4, 4, 1),
                "no server of b.example answers",
                Optional.empty(),
                Optional.empty(),
                NOW,
                Optional.of(NOW.plus(Duration.ofDays(4))));
        var message = write(Optional.empty(), ORIGINAL, delayed);
        var text = MessageText.text(message, MimeStructure.of(message).part("1").orElseThrow());
        assertTrue(text.contains("No server of b.example answers."), text);
        assertTrue(text.replace("\r\n", " ").contains("tried again for another 4 days."), text);
        var fields = new String(message, UTF_8);
        assertTrue(fields.contains("Will-Retry-Until: Wed, 25 Nov 2026 10:06:07 +0000"), fields);
        assertTrue(fields.contains("\r\nDiagnostic-Code: x-posthorn; no server of b.example answers\r\n"), fields);
        assertFalse(fields.contains("Remote-MTA"), fields);
    }

    @Test
    void internationalRecipientsUseTheTypesOfRfc6533() {
        var message = write(Optional.empty(), ORIGINAL, failed("jörg@b.example"));
        var structure = MimeStructure.of(message);
        assertEquals(
                "message/global-delivery-status",
                structure.part("2").orElseThrow().type().toString());
        assertTrue(new String(message, UTF_8).contains("Final-Recipient: utf-8; jörg@b.example"));
    }

    @Test
    void hostileReplyCannotAddFieldsOrParts() {
        var hostile = new RecipientReport(
                MailboxAddress.of("bob@b.example"),
                Optional.empty(),
                DsnAction.FAILED,
                new EnhancedStatus(5, 0, 0),
                "",
                Optional.of("mx"),
                Optional.of(Reply.plain(550, "x\r\nAction: delivered\r\n\r\n--" + "y".repeat(5000))),
                NOW,
                Optional.empty());
        var message = write(Optional.empty(), ORIGINAL, hostile);
        assertEquals(
                1,
                new String(message, UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("Action:"))
                        .count());
        assertTrue(new String(message, UTF_8).lines().allMatch(line -> line.length() <= 998));
    }

    @Test
    void senderIsToldWhatWasAskedFor() {
        assertTrue(DsnRequest.NONE.wants(DsnAction.FAILED));
        assertFalse(DsnRequest.NONE.wants(DsnAction.DELIVERED));
        var never = new DsnRequest(Set.of(Notify.NEVER), Optional.empty(), Optional.empty(), Optional.empty());
        assertFalse(never.wants(DsnAction.FAILED));
        assertFalse(never.wants(DsnAction.DELAYED));
        var success = new DsnRequest(Set.of(Notify.SUCCESS), Optional.empty(), Optional.empty(), Optional.empty());
        assertTrue(success.wants(DsnAction.RELAYED));
        assertFalse(success.wants(DsnAction.FAILED));
    }
}
