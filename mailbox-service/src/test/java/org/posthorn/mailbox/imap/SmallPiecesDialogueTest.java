package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// Two servers on the same mailboxes: in one everybody has room to read much at once, in the other nobody has.
@WithBacking
class SmallPiecesDialogueTest {
    private static void send(Dialogue client, String text) {
        client.send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<String> answers(Dialogue client, String command) {
        send(client, "z " + command + "\r\n");
        var lines = new ArrayList<String>();
        do {
            lines.add(client.line());
        } while (!lines.getLast().startsWith("z "));
        return lines;
    }

    /// Of 30 KiB, a header section of 25 KiB, and recipients and parts whose structure is large.
    private static List<String> messagesOfAllSizes() {
        var received = "Received: from a.example\r\n\tby b.example; Sat, 28 Nov 2026 10:00:00 +0000\r\n";
        var many = "someone@example.org, ".repeat(300) + "me@example.org";
        var parts = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            parts.append(
                    "--b\r\nContent-Type: text/plain; name=file%d\r\nContent-Description: d\r\n\r\nx\r\n".formatted(i));
        }
        return List.of(
                "Subject: little\r\n\r\nx\r\n",
                "Subject: body\r\n\r\n" + "0123456789abc\r\n".repeat(2_000),
                received.repeat(330) + "Subject: header\r\nX-Last: y\r\n\r\nx\r\n",
                "Subject: many\r\nTo: " + many + "\r\n\r\nx\r\n",
                "Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + "--b--\r\n",
                "Subject: encoded\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWords\r\n--b\r\n"
                        + "Content-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + ("QUJD".repeat(19) + "\r\n").repeat(400)
                        + "--b\r\nContent-Type: message/rfc822\r\n\r\n"
                        + "Subject: inner\r\nTo: b@example.org\r\n\r\nx\r\n--b--\r\n",
                "No header at all\r\n" + "x\r\n".repeat(6_000));
    }

    @Test
    void inSmallPiecesEverythingIsTheSame(TestDatabase database, @TempDir Path directory) {
        try (var imap = new TestImap(database, directory);
                var small = new TestImap(database, directory, "imap.fetch-buffer=0")) {
            imap.account("pieces");
            compare(imap, small);
        }
    }

    private static void compare(TestImap imap, TestImap small) {
        var items = "(UID ENVELOPE BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[HEADER]<3000.20000>"
                + " BODY.PEEK[HEADER.FIELDS (subject X-Last received)] BODY.PEEK[HEADER.FIELDS.NOT (received)]"
                + " BODY.PEEK[HEADER.FIELDS.NOT (x)]<17000.50> BODY.PEEK[TEXT] BODY.PEEK[1] BODY.PEEK[1.MIME]"
                + " BODY.PEEK[2]<5.20> BINARY.PEEK[2] BINARY.SIZE[2] BODY.PEEK[3.HEADER.FIELDS.NOT (to)] PREVIEW)";
        try (var client = imap.client("pieces");
                var piecewise = small.client("pieces")) {
            var messages = messagesOfAllSizes();
            for (int i = 0; i < messages.size(); i++) {
                var message = messages.get(i);
                send(client, "p" + i + " APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n");
                client.follows("S: p" + i + " OK [APPENDUID {...}] Appended");
            }
            answers(client, "SELECT INBOX");
            answers(piecewise, "SELECT INBOX");
            for (var wanted : List.of(items, "(ENVELOPE)", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])", "(RFC822.HEADER)")) {
                assertEquals(answers(client, "FETCH 1:* " + wanted), answers(piecewise, "FETCH 1:* " + wanted));
            }
            assertEquals(
                    answers(client, "UID FETCH 2,4:6 BODY.PEEK[1]"),
                    answers(piecewise, "UID FETCH 2,4:6 BODY.PEEK[1]"));
        }
    }
}
