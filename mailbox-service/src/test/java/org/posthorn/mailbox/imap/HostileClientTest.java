package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.posthorn.testing.Eventually.eventually;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// Clients that are clumsy or mean: each gets one clear answer, and nobody else notices.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileClientTest {
    private TestImap imap;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(
                database,
                directory,
                "imap.max-sessions-per-account=2",
                "imap.max-connections-per-client=8",
                "imap.write-timeout=2s",
                "imap.progress-interval=500ms",
                "imap.append-buffer=1",
                "imap.upload-timeout=3s",
                "mail.max-message-size=1500KiB");
        imap.account("victim");
    }

    /// The server counts a connection until it has noticed its end.
    @BeforeEach
    void nobodyIsHere() {
        eventually("nobody is here", () -> imap.connections() == 0);
    }

    @AfterAll
    void stop() {
        imap.close();
    }

    @Test
    void aLargeLiteralBeforeLoginIsNotAskedFor() {
        try (var client = imap.connect()) {
            client.follows("""
                    C: a LOGIN {600000000}
                    S: a NO [TOOBIG] The literal is too large
                    C: b NOOP
                    S: b OK Done
                    """);
        }
    }

    @Test
    void aLargeLiteralThatComesUnaskedEndsTheConnection() {
        try (var client = imap.connect()) {
            client.follows("""
                    C: a LOGIN {600000000+}
                    S: * BYE Far too long
                    close
                    """);
        }
    }

    @Test
    void aMessageAboveTheLimitIsNotAskedFor() {
        try (var client = imap.client("victim")) {
            client.follows("""
                    C: a APPEND INBOX {1536001}
                    S: a NO [TOOBIG] The literal is too large
                    C: b APPEND INBOX {99999999999999999999}
                    S: b NO [TOOBIG] The literal is too large
                    C: c SELECT {70000}
                    S: c NO [TOOBIG] The literal is too large
                    """);
        }
    }

    @Test
    void malformedCommandsAreAnsweredWithBad() {
        try (var client = imap.client("victim")) {
            client.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    C: a FETCH 1 ((((
                    S: a BAD Unknown item in FETCH
                    C: b SEARCH (((ALL)
                    S: b BAD Expected ')'
                    C: c FETCH 1:4294967296 FLAGS
                    S: c BAD A number is too large
                    C: d UID FETCH 1:4294967295 FLAGS
                    S: d OK Fetched
                    C: e FETCH 0 FLAGS
                    S: e BAD Messages are counted from 1
                    C: f LOGIN \\0 x
                    S: f BAD NUL is not allowed
                    C: g
                    S: g BAD A command follows the tag
                    C:\s
                    S: * BAD A command begins with a tag, such as a1
                    C: g XFOO
                    S: g BAD Unknown command
                    C: h FETCH 1 BODY[1.]
                    S: h BAD Malformed part number
                    C: i CREATE "unfinished
                    S: i BAD A quoted string does not end
                    C: j NOOP
                    S: j OK Done
                    """);
        }
    }

    @Test
    void searchesAreNotNestedWithoutEnd() {
        try (var client = imap.client("victim")) {
            client.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    """);
            var deep = "a SEARCH " + "NOT ".repeat(5_000) + "ALL\r\n";
            client.send(deep.getBytes(StandardCharsets.US_ASCII)).follows("""
                    S: a BAD The search is too complex
                    C: b SEARCH ALL
                    S: * SEARCH
                    S: b OK Searched
                    """);
        }
    }

    @Test
    void setsListsAndPartsHaveLimits() {
        try (var client = imap.client("victim")) {
            client.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    """);
            client.send(line("a UID FETCH " + "1,".repeat(10_001) + "1 FLAGS")).follows("""
                    S: a BAD Too many ranges
                    """);
            client.send(line("b FETCH 1 BODY[" + "1.".repeat(5_000) + "1]")).follows("""
                    S: b BAD Malformed part number
                    """);
            client.send(line("c SEARCH " + "(".repeat(20_000) + "ALL" + ")".repeat(20_000)))
                    .follows("""
                    S: c BAD The search is too complex
                    """);
            client.send(line("d STORE 1 FLAGS (" + "x ".repeat(200) + "x)")).follows("""
                    S: d BAD Too many flags
                    """);
            client.send(line("e LIST \"\" (" + "x ".repeat(200) + "x)")).follows("""
                    S: e BAD Too many patterns
                    """);
            client.send(line("f NOTIFY SET (MAILBOXES (" + "x ".repeat(1_000) + "x) NONE)"))
                    .follows("""
                    S: f NO [NOTIFICATIONOVERFLOW] Too many mailboxes are to be watched
                    C: g FETCH 1:4294967295 FLAGS
                    S: g BAD There is no message of this number
                    C: h UID STORE 1:4294967295,4294967295:1 +FLAGS (\\\\Seen)
                    S: h OK Nothing to store
                    C: i UID SEARCH UID 1:4294967295 NOT UID 4294967295
                    S: * SEARCH
                    S: i OK Searched
                    """);
        }
    }

    @Test
    void anEntryOfVeryManyLevelsIsRefused() {
        var refused = """
                S: a BAD An entry is /private/... or /shared/..., without * and %
                C: b NOOP
                S: b OK Done
                """;
        try (var stranger = imap.connect();
                var client = imap.client("victim")) {
            stranger.send(line("a GETMETADATA INBOX /private" + "/a".repeat(4_000)))
                    .follows(refused);
            client.send(line("a GETMETADATA INBOX /private" + "/a".repeat(32_000)))
                    .follows(refused);
        }
    }

    private static byte[] line(String command) {
        return (command + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void whoDoesNotReadIsSentAwayAndHoldsUpNobody() {
        imap.account("deaf");
        try (var deaf = imap.client("deaf")) {
            TestImap.append(deaf, "INBOX", "", "Subject: long\n\n" + "0123456789\n".repeat(80_000));
            deaf.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    """);
            deaf.send("f FETCH 1 BODY.PEEK[]\r\n".repeat(500).getBytes(StandardCharsets.US_ASCII));
            try (var other = imap.client("deaf")) {
                other.follows("""
                        C: a EXAMINE INBOX
                        S: ...
                        S: a OK [READ-ONLY] Examined
                        C: b FETCH 1 RFC822.SIZE
                        S: * 1 FETCH (RFC822.SIZE 960017)
                        S: b OK Fetched
                        """);
                eventually("who does not read is gone", () -> imap.connections() == 1);
                other.follows("""
                        C: c NOOP
                        S: c OK Done
                        """);
            }
        }
    }

    @Test
    void aClientHasSoManyConnectionsAndNoMore() {
        var clients = new ArrayList<Dialogue>();
        for (int i = 0; i < 8; i++) {
            clients.add(imap.connect());
        }
        try (var more = Dialogue.with(imap.port())) {
            more.follows("""
                    S: * BYE [LIMIT] Too many connections
                    close
                    """);
        }
        clients.forEach(Dialogue::close);
    }

    /// By LOGOUT, within IDLE, by a cut: and who is refused takes no place either.
    @Test
    void aPlaceIsFreeAgainHoweverItsSessionEnded() {
        for (int round = 0; round < 3; round++) {
            try (var first = imap.client("victim");
                    var second = imap.client("victim");
                    var third = imap.connect()) {
                third.follows("""
                        C: a LOGIN victim "secret pass"
                        S: a NO [LIMIT] Too many sessions of this account
                        """);
                second.follows("""
                        C: a SELECT INBOX
                        S: ...
                        S: a OK [READ-WRITE] Selected
                        C: b IDLE
                        S: + idling
                        """);
                first.follows("""
                        C: a LOGOUT
                        S: * BYE Good bye
                        S: a OK Logged out
                        close
                        """);
            }
            nobodyIsHere();
        }
        assertFalse(imap.isHeard("victim"));
    }

    @Test
    void aLineWithoutEndIsDropped() {
        try (var client = imap.client("victim")) {
            client.send(("a LOGIN " + "x".repeat(100_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            client.follows("""
                    S: a BAD The command is too long
                    C: b NOOP
                    S: b OK Done
                    """);
        }
    }

    @Test
    void whoFindsNoMemoryIsToldAndTheOthersGoOn() {
        double before = imap.outOfMemory();
        try (var client = imap.client("victim");
                var other = imap.client("victim")) {
            imap.noMemory();
            client.follows("""
                    C: a APPEND INBOX {4+}
                    C: A: b
                    S: * BYE [UNAVAILABLE] There is no memory for this, try again later
                    close
                    """);
            imap.room(true);
            other.follows("""
                    C: a STATUS INBOX (MESSAGES)
                    S: * STATUS "INBOX" (MESSAGES 0)
                    S: a OK Told
                    """);
        }
        assertEquals(before + 1, imap.outOfMemory());
        try (var again = imap.client("victim")) {
            again.follows("""
                    C: a NOOP
                    S: a OK Done
                    """);
        }
    }

    @Test
    void nulComesInALiteral8Only() {
        imap.account("zero");
        try (var client = imap.client("zero")) {
            client.follows("""
                    C: a APPEND INBOX {15+}
                    C= Subject: a\\0\\r\\n\\r\\n
                    C:
                    S: a BAD What has NUL in it is sent as a literal8, ~{n}
                    C: b APPEND INBOX {4+}
                    C= A: b
                    C:  {15+}
                    C= Subject: a\\0\\r\\n\\r\\n
                    C:
                    S: b BAD What has NUL in it is sent as a literal8, ~{n}
                    C: c SELECT INBOX
                    S: ...
                    S: c OK [READ-WRITE] Selected
                    C: d REPLACE 1 INBOX {15+}
                    C= Subject: a\\0\\r\\n\\r\\n
                    C:
                    S: d BAD What has NUL in it is sent as a literal8, ~{n}
                    C: e SEARCH SUBJECT {3+}
                    C= a\\0b
                    C:
                    S: e BAD What has NUL in it is sent as a literal8, ~{n}
                    C: f SEARCH SUBJECT ~{3+}
                    C= a\\0b
                    C:
                    S: f BAD NUL is not allowed
                    C: g STATUS INBOX (MESSAGES)
                    S: * STATUS "INBOX" (MESSAGES 0)
                    S: g OK Told
                    """);
        }
    }

    @Test
    void aTagHasALimit() {
        try (var client = imap.client("victim")) {
            var longest = "t".repeat(64);
            client.follows("""
                    C: %s NOOP
                    S: %s OK Done
                    C: %s NOOP
                    S: * BAD A tag has at most 64 characters
                    C: %s
                    S: * BAD The command is too long
                    """.formatted(longest, longest, longest + "t", "t".repeat(70_000)));
        }
    }

    @Test
    void aCutInALiteralStoresNothing() {
        try (var client = imap.client("victim")) {
            client.follows("""
                    C: a APPEND INBOX {1000}
                    S: + Go on
                    """);
            client.send("Subject: half".getBytes(StandardCharsets.US_ASCII));
        }
        eventually("the session is gone", () -> imap.connections() == 0);
        try (var client = imap.client("victim")) {
            client.follows("""
                    C: a STATUS INBOX (MESSAGES)
                    S: * STATUS "INBOX" (MESSAGES 0)
                    S: a OK Told
                    """);
        }
    }

    /// Together they are more than `imap.append-buffer` allows, and one of them is: it has room by itself.
    @Test
    void anUploadWaitsWhileOthersHaveTheRoom() {
        imap.account("uploader");
        var message =
                line("Subject: large\r\n\r\n" + "x".repeat(990) + "\r\n" + ("y".repeat(998) + "\r\n").repeat(1_400));
        var announced = "APPEND INBOX {" + (message.length - 2) + "}\r\n";
        try (var first = imap.client("uploader");
                var second = imap.client("uploader")) {
            first.send(("a " + announced).getBytes(StandardCharsets.US_ASCII)).follows("S: + Go on\n");
            second.send(("b " + announced).getBytes(StandardCharsets.US_ASCII));
            first.send(message).follows("S: a OK [APPENDUID {...} 1] Appended\n");
            second.follows("S: + Go on\n");
            second.send(message).follows("S: b OK [APPENDUID {...} 2] Appended\n");
        }
    }

    /// It has sent all of the message, and only the end of the command is missing.
    @Test
    void whoSendsHardlyAnythingGivesItsRoomToWhoWaits() {
        imap.account("slow");
        imap.account("waiting");
        var message = line("Subject: large\r\n\r\n" + ("y".repeat(998) + "\r\n").repeat(1_400));
        var announced = "APPEND INBOX {" + (message.length - 2) + "}\r\n";
        try (var silent = imap.client("slow");
                var waiting = imap.client("waiting")) {
            silent.send(("a " + announced).getBytes(StandardCharsets.US_ASCII)).follows("S: + Go on\n");
            silent.send(Arrays.copyOf(message, message.length - 2));
            waiting.send(("b " + announced).getBytes(StandardCharsets.US_ASCII));
            silent.follows("""
                    S: * BYE The message comes too slowly
                    close
                    """);
            waiting.follows("S: + Go on\n");
            waiting.send(message).follows("""
                    S: b OK [APPENDUID {...} 1] Appended
                    C: c NOOP
                    S: c OK Done
                    """);
        }
    }

    @Test
    void anAccountHasSoManySessionsAndNoMore() {
        imap.account("greedy");
        try (var one = imap.client("greedy");
                var two = imap.client("greedy");
                var three = imap.connect()) {
            three.follows("""
                    C: a LOGIN greedy "secret pass"
                    S: a NO [LIMIT] Too many sessions of this account
                    """);
            one.follows("""
                    C: b NOOP
                    S: b OK Done
                    """);
            two.follows("""
                    C: b LOGOUT
                    S: * BYE Good bye
                    S: b OK Logged out
                    close
                    """);
        }
    }

    @Test
    void whoGuessesPasswordsIsSentAway() {
        try (var client = imap.connect()) {
            client.follows("""
                    C: a LOGIN victim wrong
                    S: a NO [AUTHENTICATIONFAILED] The name or the password is wrong.
                    C: b LOGIN victim wrong
                    S: b NO [AUTHENTICATIONFAILED] The name or the password is wrong.
                    C: c AUTHENTICATE PLAIN AHZpY3RpbQB3cm9uZw==
                    S: c NO [AUTHENTICATIONFAILED] The name or the password is wrong.
                    C: d AUTHENTICATE PLAIN *
                    S: d BAD Malformed response
                    C: e SELECT INBOX
                    S: e BAD Log in first
                    """);
        }
    }

    @Test
    void commandsInClearAreNotCarriedIntoTls() {
        try (var client = imap.connect()) {
            client.follows("""
                    C> a STARTTLS
                    C: b LOGIN victim "secret pass"
                    S: a OK Begin TLS now
                    TLS
                    C: c NOOP
                    S: c OK Done
                    C: d STARTTLS
                    S: d BAD TLS is active already
                    C: e LOGIN victim "secret pass"
                    S: e OK [CAPABILITY {...}] Logged in
                    """);
        }
    }
}
