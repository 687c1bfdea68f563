package org.posthorn.mailctl.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.api.TransferApi.MessageState;

class MboxTest {
    private static final Instant DATE = Instant.parse("2026-03-01T09:08:07Z");

    private static List<MboxReader.Message> read(String mbox) throws IOException {
        return read(mbox.getBytes(ISO_8859_1), 1 << 20);
    }

    private static List<MboxReader.Message> read(byte[] mbox, int largest) throws IOException {
        var reader = new MboxReader(new ByteArrayInputStream(mbox), largest);
        var messages = new ArrayList<MboxReader.Message>();
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            messages.add(next.get());
        }
        assertEquals(mbox.length, reader.position());
        return messages;
    }

    private static String text(MboxReader.Message message) {
        return new String(Objects.requireNonNull(message.octets()), ISO_8859_1);
    }

    @Test
    void messagesBeginBehindAnEmptyLineAndLoseOneQuote() throws IOException {
        var messages = read("""

                From alice@example.org Sun Mar  1 09:08:07 2026
                Subject: one

                Text.
                >From here, and
                >>From there.
                From within a paragraph: not a separator

                From bob@example.org Sun Mar  1 09:08:08 2026
                Subject: two

                """);

        assertEquals(2, messages.size());
        assertEquals(
                "Subject: one\n\nText.\nFrom here, and\n>From there.\nFrom within a paragraph: not a separator\n",
                text(messages.getFirst()));
        assertEquals("Subject: two\n\n", text(messages.getLast()));
        assertEquals(
                "From bob@example.org Sun Mar  1 09:08:08 2026",
                messages.getLast().separator());
    }

    @Test
    void whatIsNoMboxIsSaidSo() {
        var thrown = assertThrows(IOException.class, () -> read("Subject: a message by itself\n\nx\n"));
        assertEquals("it is no mbox: its first line does not begin with \"From \"", thrown.getMessage());
    }

    @Test
    void aMessageThatIsTooLargeIsPassedOver() throws IOException {
        var large = "From a@b Sun Mar  1 09:08:07 2026\nSubject: large\n\n" + "x\n".repeat(600) + "\n";
        var messages =
                read((large + "From a@b Sun Mar  1 09:08:07 2026\nSubject: small\n\nx\n").getBytes(ISO_8859_1), 1000);

        assertNull(messages.getFirst().octets());
        assertEquals("Subject: small\n\nx\n", text(messages.getLast()));
    }

    @Test
    void statusFieldsBecomeFlagsAndLeaveTheMessage() {
        var read = MboxStatus.read("""
                Subject: x
                Status: RO
                X-Status: AF
                X-Keywords: $Label1
                  later
                X-Mozilla-Status: 1001
                X-UID: 7
                From: a@b

                Status: of things
                """.getBytes(ISO_8859_1));

        assertEquals("Subject: x\nFrom: a@b\n\nStatus: of things\n", new String(read.octets(), ISO_8859_1));
        assertEquals(List.of("\\Seen", "\\Answered", "\\Flagged", "$Label1", "$Forwarded"), read.flags());
        assertTrue(MboxStatus.read("X-Mozilla-Status: 0009\n\n".getBytes(ISO_8859_1))
                .internal());
        assertTrue(MboxStatus.read("X-IMAP: 1234 5\n\n".getBytes(ISO_8859_1)).internal());
    }

    /// What is written is read again, byte for byte, whatever its lines look like.
    @Test
    void writingAndReadingIsARoundTrip() throws IOException {
        var random = new Random(5);
        var pieces =
                List.of("From ", ">From x", ">>From ", "Subject: a", "", "a: b", "text", "Status: R", " folded", "\r");
        for (int round = 0; round < 300; round++) {
            var body = new StringBuilder("Subject: first\n");
            for (int i = random.nextInt(12); i >= 0; i--) {
                body.append(pieces.get(random.nextInt(pieces.size()))).append('\n');
            }
            var message = LineEnds.crlf(("Subject: first\nX: y\n\n" + body).getBytes(ISO_8859_1));
            var state = new MessageState(
                    7, 9, List.of("\\Seen", "\\Draft", "blue"), DATE, Optional.empty(), message.length);
            var file = new ByteArrayOutputStream();
            file.writeBytes(MboxTarget.mbox(state, message));
            file.writeBytes(MboxTarget.mbox(state, message));

            var messages = read(file.toByteArray(), 1 << 20);

            assertEquals(2, messages.size(), body.toString());
            var again =
                    MboxStatus.read(Objects.requireNonNull(messages.getFirst().octets()));
            assertArrayEquals(message, LineEnds.crlf(again.octets()), body.toString());
            assertEquals(List.of("\\Seen", "\\Draft", "blue"), again.flags());
            assertEquals(Optional.of(DATE), MboxSource.date(messages.getFirst().separator(), again.octets()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            From a@b Sun Mar  1 09:08:07 2026       | 2026-03-01T09:08:07Z
            From a@b Sun Mar 11 09:08:07 2026       | 2026-03-11T09:08:07Z
            From - Sun Mar 11 09:08:07 2026         | 2026-03-11T09:08:07Z
            From a@b Sun Mar 11 09:08:07 2026 +0100 | 2026-03-11T09:08:07Z
            From a b                                | 2026-02-01T08:00:00Z
            """)
    void theDateIsThatOfTheSeparatorElseThatOfTheMessage(String separator, Instant date) {
        var octets = "Date: Sun, 1 Feb 2026 09:00:00 +0100\n\n".getBytes(ISO_8859_1);
        assertEquals(Optional.of(date), MboxSource.date(separator, octets));
    }
}
