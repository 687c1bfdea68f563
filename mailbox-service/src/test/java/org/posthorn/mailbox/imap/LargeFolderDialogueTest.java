package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// What clients use where there are many messages: one after the other without waiting, and a page at a time.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeFolderDialogueTest {
    private TestImap imap;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(database, directory, "mail.max-message-size=20MiB");
    }

    @AfterAll
    void stop() {
        imap.close();
    }

    private static String append(String tag, String folder, String message) {
        return tag + " APPEND " + folder + " {" + message.length() + "+}\r\n" + message + "\r\n";
    }

    private static void send(Dialogue client, String... commands) {
        client.send(String.join("", commands).getBytes(StandardCharsets.US_ASCII));
    }

    private Dialogue filled(String account, int messages) {
        imap.account(account);
        var client = imap.client(account);
        var commands = new StringBuilder();
        var answers = new StringBuilder();
        for (int i = 1; i <= messages; i++) {
            commands.append(append("p" + i, "INBOX", "Subject: n" + i + "\r\n\r\nx\r\n"));
            answers.append("S: p" + i + " OK [APPENDUID {...} " + i + "] Appended\n");
        }
        send(client, commands.toString());
        return client.follows(answers.toString());
    }

    @Test
    void aLargeMessagePassesThroughAsItIs() {
        imap.account("large");
        var lines = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            lines.add("%07d".formatted(i) + "x".repeat(991));
        }
        try (var client = imap.client("large")) {
            send(client, append("p", "INBOX", "Subject: large\r\n\r\n" + String.join("\r\n", lines) + "\r\n"));
            client.follows("""
                    S: p OK [APPENDUID {...} 1] Appended
                    C: s EXAMINE INBOX
                    S: ...
                    S: s OK [READ-ONLY] Examined
                    C= a FETCH 1 (RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY[]<18.7>\s
                    C: BODY[TEXT]<4999000.2000> BODY[]<5000018.1> BINARY[]<9.5>)
                    S: * 1 FETCH (RFC822.SIZE 5000018 BODY[HEADER.FIELDS (SUBJECT)] {18}
                    S: Subject: large
                    S:\s
                    S:  BODY[]<18> {7}
                    S: 0000000 BODY[TEXT]<4999000> {1000}
                    S: 0004999{...}
                    S:  BODY[]<5000018> {0}
                    S:  BINARY[]<9> {5}
                    S: large FLAGS ())
                    S: a OK Fetched
                    C: b FETCH 1 (BODY[1]<1000.7> BODY[]<0.7>)
                    S: * 1 FETCH (BODY[1]<1000> {7}
                    S: 0000001 BODY[]<0> {7}
                    S: Subject FLAGS ())
                    S: b OK Fetched
                    C: c FETCH 1 BODY.PEEK[TEXT]
                    S: * 1 FETCH (BODY[TEXT] {5000000}
                    """);
            for (var line : lines) {
                assertEquals(line, client.line());
            }
            client.follows("""
                    S: )
                    S: c OK Fetched
                    C: d SEARCH TEXT 0004999x
                    S: * SEARCH 1
                    S: d OK Searched
                    """);
        }
    }

    @Test
    void messagesThatCannotBeStoredAreRefusedTogetherToo() {
        imap.account("empty");
        try (var client = imap.client("empty")) {
            send(client, append("a", "INBOX", ""), append("b", "INBOX", ""));
            client.follows("""
                    S: a NO [CANNOT] An empty message cannot be stored
                    S: b NO [CANNOT] An empty message cannot be stored
                    """);
        }
    }

    @Test
    void theSearchLooksIntoTheFirst16MiB() {
        imap.account("searched");
        var lines = ("x".repeat(998) + "\r\n").repeat(8_390);
        try (var client = imap.client("searched")) {
            send(client, append("p", "INBOX", "Subject: s\r\n\r\n" + lines + "early\r\n" + lines + "\r\nlate\r\n"));
            client.follows("""
                    S: p OK [APPENDUID {...} 1] Appended
                    C: s EXAMINE INBOX
                    S: ...
                    S: s OK [READ-ONLY] Examined
                    C: a SEARCH BODY early
                    S: * SEARCH 1
                    S: a OK Searched
                    C: b SEARCH BODY late
                    S: * SEARCH
                    S: b OK Searched
                    """);
        }
    }

    /// A message of 8 MB, and a client that has asked for it and not read it yet.
    private Dialogue whoReadsSlowly(String account) {
        imap.account(account);
        try (var sender = imap.client(account)) {
            send(sender, append("p", "INBOX", "Subject: long\r\n\r\n" + ("x".repeat(998) + "\r\n").repeat(8_000)));
            sender.follows("S: p OK [APPENDUID {...} 1] Appended");
        }
        return imap.narrowClient(account).follows("""
                C: s SELECT INBOX
                S: ...
                S: s OK [READ-WRITE] Selected
                C: a FETCH 1 BODY.PEEK[]
                S: * 1 FETCH (BODY[] {8000017}
                S: Subject: long
                """);
    }

    @Test
    void aDatabaseThatFailsWithinAMessageEndsTheConnectionAndSaysNothingIntoIt() {
        try (var client = whoReadsSlowly("broken")) {
            imap.unreadable("content", "true", () -> client.follows("""
                    S: ...
                    S: {...}x(closed without a line end)
                    close
                    """));
        }
    }

    @Test
    void aMessageThatIsMovedWhileItIsReadIsReadToItsEnd() {
        try (var reader = whoReadsSlowly("mover");
                var other = imap.client("mover")) {
            other.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    C: m MOVE 1 Trash
                    S: ...
                    S: m OK Moved
                    """);
            reader.follows("""
                    S: ...
                    S: )
                    S: a OK Fetched
                    C: b NOOP
                    S: * 1 EXPUNGE
                    S: b OK Done
                    """);
        }
    }

    @Test
    void octetsOfALargeMessageWithNulAreALiteral8() {
        imap.account("nul");
        var lines = ("x".repeat(998) + "\r\n").repeat(5_000);
        try (var client = imap.client("nul")) {
            send(client, "p APPEND INBOX ~{5000019+}\r\nSubject: nul\r\n\r\n" + lines + "\0\r\n\r\n");
            client.follows("""
                    S: p OK [APPENDUID {...} 1] Appended
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    C= a FETCH 1 (BODY.PEEK[]<4000000.3> BODY.PEEK[TEXT]<4999996.4> BODY.PEEK[]<5000016.99>\s
                    C: BINARY.PEEK[1]<5000000.1> BODY.PEEK[]<9.3>)
                    S: * 1 FETCH (BODY[]<4000000> {3}
                    S: xxx BODY[TEXT]<4999996> {4}
                    S: xx
                    S:  BODY[]<5000016> ~{3}
                    S: {...}
                    S:  BINARY[1]<5000000> ~{1}
                    S: {...} BODY[]<9> {3}
                    S: nul)
                    S: a OK Fetched
                    C: b FETCH 1 BODY.PEEK[TEXT]
                    S: * 1 FETCH (BODY[TEXT] ~{5000003}
                    S: ...
                    S: b OK Fetched
                    """);
        }
    }

    /// Three parts: a text, a file of 5,600,000 octets in base64 and a message with a text of 9 octets.
    private static String threeParts() {
        return """
                Subject: parts
                Content-Type: multipart/mixed; boundary=here

                --here

                Words.
                --here
                Content-Type: application/octet-stream; name=file
                Content-Transfer-Encoding: base64

                %s--here
                Content-Type: message/rfc822

                Subject: inner
                To: b@example.org

                The inner
                --here--
                """.formatted(("QUJD".repeat(27) + "==\n").repeat(50_000)).replace("\n", "\r\n");
    }

    /// The name of its boundary is overwritten behind its back: who looked for parts in the octets would find none.
    @Test
    void partsOfALargeMessageAreReadWhereItsStoredStructureHasThem() {
        imap.account("parts");
        try (var client = imap.client("parts")) {
            send(client, append("p", "INBOX", threeParts()));
            client.follows("""
                    S: p OK [APPENDUID {...} 1] Appended
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    """);
            imap.database().update("""
                    UPDATE content SET octets = overlay(octets PLACING 'X' FROM position('boundary'::bytea IN octets) FOR 1)
                     WHERE account = (SELECT account FROM account WHERE primary_address = 'parts@example.org')
                    """);
            client.follows("""
                    C= a FETCH 1 (BODY.PEEK[1] BODY.PEEK[2]<112.110> BODY.PEEK[2.MIME] BINARY.PEEK[2]<81.4> BINARY.SIZE[2]\s
                    C= BINARY.PEEK[1] BODY.PEEK[3.TEXT] BODY.PEEK[3.HEADER.FIELDS (TO)] BODY.PEEK[4] BINARY.PEEK[4]\s
                    C: BINARY.SIZE[4] BODY.PEEK[TEXT]<0.6> BODY.PEEK[HEADER.FIELDS (SUBJECT)])
                    S: * 1 FETCH (BODY[1] {6}
                    S: Words. BODY[2]<112> {110}
                    S: %s== BODY[2.MIME] {88}
                    S: Content-Type: application/octet-stream; name=file
                    S: Content-Transfer-Encoding: base64
                    S:\s
                    S:  BINARY[2]<81> {4}
                    S: ABCA BINARY.SIZE[2] 4050000 BINARY[1] {6}
                    S: Words. BODY[3.TEXT] {9}
                    S: The inner BODY[3.HEADER.FIELDS (TO)] {21}
                    S: To: b@example.org
                    S:\s
                    S:  BODY[4] NIL BINARY[4] NIL BINARY.SIZE[4] 0 BODY[TEXT]<0> {6}
                    S: --here BODY[HEADER.FIELDS (SUBJECT)] {18}
                    S: Subject: parts
                    S:\s
                    S: )
                    S: a OK Fetched
                    """.formatted("QUJD".repeat(27)));
        }
    }

    @Test
    void appendsThatDoNotWaitAreAnsweredOneByOneInTheirOrder() {
        try (var client = filled("pipelined", 5)) {
            send(
                    client,
                    append("a", "INBOX", "Subject: a\r\n\r\n"),
                    append("b", "Sent", "Subject: b\r\n\r\n"),
                    append("c", "nowhere", "Subject: c\r\n\r\n"),
                    "d APPEND INBOX (\\Seen nonsense\\) {1+}\r\nx\r\n",
                    append("e", "INBOX", "Subject: e\r\n\r\n"),
                    "f APPEND INBOX (\\Unknown) {1+}\r\nx\r\n",
                    append("g", "INBOX", "Subject: g\r\n\r\n"),
                    "h STATUS INBOX (MESSAGES)\r\n",
                    append("i", "INBOX", "Subject: i\r\n\r\n"),
                    "j NOOP\r\n");
            client.follows("""
                    S: a OK [APPENDUID {...} 6] Appended
                    S: b OK [APPENDUID {...} 1] Appended
                    S: c NO [TRYCREATE] There is no such mailbox
                    S: d BAD Expected ')'
                    S: e OK [APPENDUID {...} 7] Appended
                    S: f NO [CANNOT] Such a flag cannot be stored
                    S: g OK [APPENDUID {...} 8] Appended
                    S: * STATUS "INBOX" (MESSAGES 8)
                    S: h OK Told
                    S: i OK [APPENDUID {...} 9] Appended
                    S: j OK Done
                    """);
        }
    }

    @Test
    void nothingWaitsForItsAnswerWhileTheClientIsAskedForALiteral() {
        imap.account("asked");
        try (var client = imap.client("asked")) {
            send(client, append("a", "INBOX", "Subject: a\r\n\r\n"), "b APPEND INBOX {5}\r\n");
            client.follows("""
                    S: a OK [APPENDUID {...} 1] Appended
                    S: + Go on
                    C: X: y
                    S: b OK [APPENDUID {...} 2] Appended
                    """);
        }
    }

    @Test
    void aFullMailboxTakesThePipelinedMessagesThatFit() {
        imap.account("full");
        imap.database().update("""
                UPDATE mailbox SET quota_messages = 2
                 WHERE account = (SELECT account FROM account WHERE primary_address = 'full@example.org')
                """);
        try (var client = imap.client("full")) {
            send(
                    client,
                    append("a", "INBOX", "Subject: a\r\n\r\n"),
                    append("b", "INBOX", "Subject: b\r\n\r\n"),
                    append("c", "INBOX", "Subject: c\r\n\r\n"),
                    append("d", "INBOX", "Subject: d\r\n\r\n"));
            client.follows("""
                    S: a OK [APPENDUID {...} 1] Appended
                    S: b OK [APPENDUID {...} 2] Appended
                    S: c NO [OVERQUOTA] The mailbox is full
                    S: d NO [OVERQUOTA] The mailbox is full
                    C: e STATUS INBOX (MESSAGES UIDNEXT)
                    S: * STATUS "INBOX" (MESSAGES 2 UIDNEXT 3)
                    S: e OK Told
                    """);
        }
    }

    @Test
    void pipelinedMessagesAreStoredInFewTransactions() {
        try (var client = filled("batches", 60)) {
            client.follows("""
                    C: a STATUS INBOX (MESSAGES HIGHESTMODSEQ)
                    """);
            var line = client.line();
            var modSeq = Long.parseLong(line.replaceAll(".*HIGHESTMODSEQ (\\d+)\\)", "$1"));
            assertTrue(line.contains("MESSAGES 60") && modSeq < 50, line);
        }
    }

    @Test
    void partialAsksForAPageOfTheResult() {
        try (var client = filled("pages", 10)) {
            client.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    C: a UID SEARCH RETURN (PARTIAL -1:-3) ALL
                    S: * ESEARCH (TAG "a") UID PARTIAL (-1:-3 8:10)
                    S: a OK Searched
                    C: b SEARCH RETURN (PARTIAL 4:3 COUNT MIN) UID 2:9
                    S: * ESEARCH (TAG "b") MIN 2 PARTIAL (4:3 4:5) COUNT 8
                    S: b OK Searched
                    C: c SEARCH RETURN (PARTIAL 100:200) ALL
                    S: * ESEARCH (TAG "c") PARTIAL (100:200 NIL)
                    S: c OK Searched
                    C: d SEARCH RETURN (PARTIAL 1:2 ALL) ALL
                    S: d BAD PARTIAL may come once, and not with ALL
                    C: e SEARCH RETURN (PARTIAL 1:-2) ALL
                    S: e BAD Both ends are counted from the same side
                    C: f UID FETCH 1:* UID (PARTIAL -1:-2)
                    S: * 9 FETCH (UID 9)
                    S: * 10 FETCH (UID 10)
                    S: f OK Fetched
                    C: g UID FETCH 1:3,6:8 UID (PARTIAL 3:4)
                    S: * 3 FETCH (UID 3)
                    S: * 6 FETCH (UID 6)
                    S: g OK Fetched
                    C: h FETCH 1:* UID (PARTIAL 1:2)
                    S: h BAD PARTIAL needs UID FETCH
                    C: i SEARCH RETURN (SAVE PARTIAL 2:3 MAX) ALL
                    S: * ESEARCH (TAG "i") MAX 10 PARTIAL (2:3 2:3)
                    S: i OK Searched
                    C: j FETCH $ UID
                    S: * 2 FETCH (UID 2)
                    S: * 3 FETCH (UID 3)
                    S: * 10 FETCH (UID 10)
                    S: j OK Fetched
                    """);
        }
    }

    /// The commands of Thunderbird from login to logout, as version 128 sends them.
    @Test
    void thunderbirdLooksIntoTheInboxReadsAndMoves() {
        try (var client = filled("thunderbird", 2)) {
            client.follows("""
                    C: 3 ID ("name" "Thunderbird" "version" "128.5.2")
                    S: * ID ("name" "Posthorn")
                    S: 3 OK Done
                    C: 4 namespace
                    S: * NAMESPACE (("" "/")) NIL NIL
                    S: 4 OK Told
                    C: 5 list (subscribed) "" "*" return (special-use)
                    S: ...
                    S: * LIST (\\HasNoChildren \\Subscribed) "/" "INBOX"
                    S: ...
                    S: 5 OK {...}
                    C: 6 select "INBOX" (CONDSTORE)
                    S: ...
                    S: * 2 EXISTS
                    S: ...
                    S: 6 OK [READ-WRITE] Selected
                    C: 7 getquotaroot "INBOX"
                    S: * QUOTAROOT "INBOX" ""
                    S: * QUOTA "" (STORAGE 1 26214400)
                    S: 7 OK Told
                    C: 8 UID fetch 1:* (FLAGS)
                    S: * 1 FETCH (UID 1 MODSEQ ({...}) FLAGS ())
                    S: * 2 FETCH (UID 2 MODSEQ ({...}) FLAGS ())
                    S: 8 OK Fetched
                    C: 9 UID fetch 1 (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From Subject Message-ID)])
                    S: * 1 FETCH (UID 1 MODSEQ ({...}) RFC822.SIZE 18 FLAGS () BODY[HEADER.FIELDS (From Subject Message-ID)] {15}
                    S: Subject: n1
                    S:\s
                    S: )
                    S: 9 OK Fetched
                    C: 10 IDLE
                    S: + idling
                    C: DONE
                    S: 10 OK Idled
                    C: 11 UID fetch 1 (UID RFC822.SIZE BODY.PEEK[])
                    S: * 1 FETCH (UID 1 RFC822.SIZE 18 BODY[] {18}
                    S: Subject: n1
                    S:\s
                    S: x
                    S: )
                    S: 11 OK Fetched
                    C: 12 uid store 1 +Flags (\\\\Seen)
                    S: * 1 FETCH (UID 1 MODSEQ ({...}) FLAGS (\\Seen))
                    S: 12 OK Stored
                    C: 13 uid move 1 "Trash"
                    S: * OK [COPYUID {...} 1 1] Moved
                    S: * 1 EXPUNGE
                    S: 13 OK [HIGHESTMODSEQ 4] Moved
                    C: 14 status "Trash" (UIDNEXT MESSAGES UNSEEN RECENT)
                    S: * STATUS "Trash" (MESSAGES 1 RECENT 0 UIDNEXT 2 UNSEEN 0)
                    S: 14 OK Told
                    C: 15 logout
                    S: * BYE Good bye
                    S: 15 OK Logged out
                    close
                    """);
        }
    }
}
