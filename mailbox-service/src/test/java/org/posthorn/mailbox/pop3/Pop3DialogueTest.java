package org.posthorn.mailbox.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.MailApi.Expunge;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.Page;
import org.posthorn.mailbox.Delivery;
import org.posthorn.mailbox.RunningMailbox;
import org.posthorn.mailbox.pop3.listener.Pop3Listener;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.Eventually;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class Pop3DialogueTest {
    private static final String HEADER = "Return-Path: <sender@example.com>";

    @TempDir
    static Path directory;

    private static RunningMailbox mailbox;

    @BeforeAll
    static void start(TestDatabase database, TestKafka kafka) {
        mailbox = new RunningMailbox(database, kafka, directory, "mailbox.auth-ratelimit=100/hour");
    }

    @AfterAll
    static void stop() {
        mailbox.close();
    }

    private static Dialogue connect() {
        return Dialogue.with(mailbox.service().bean(Pop3Listener.class).port());
    }

    private static Dialogue loggedIn(String name) {
        return connect().follows("""
                S: +OK Posthorn is ready
                C: USER %s
                S: +OK Send the password
                C: PASS some password
                S: +OK {...}
                """.formatted(name));
    }

    private static long account(String name, String... messages) {
        long account = mailbox.account(name);
        for (var message : messages) {
            mailbox.file(Delivery.of(MessageId.next(Instant.now()), account, message));
        }
        return account;
    }

    @Test
    void capabilitiesBeforeAndAfterTheLogin() {
        account("capa");
        try (var client = connect()) {
            client.follows("""
                    S: +OK Posthorn is ready
                    C: CAPA
                    S: +OK Capabilities
                    S: USER
                    S: SASL PLAIN LOGIN
                    S: STLS
                    S: TOP
                    S: UIDL
                    S: PIPELINING
                    S: RESP-CODES
                    S: AUTH-RESP-CODE
                    S: EXPIRE NEVER
                    S: UTF8 USER
                    S: IMPLEMENTATION Posthorn
                    S: .
                    C: STAT
                    S: -ERR Not in this state
                    C: UTF8
                    S: +OK UTF-8 it is
                    C: STLS
                    S: +OK Begin TLS now
                    TLS
                    C: AUTH
                    S: +OK Mechanisms
                    S: PLAIN
                    S: LOGIN
                    S: .
                    C: STLS
                    S: -ERR TLS is on already
                    C: AUTH PLAIN %s
                    S: +OK 0 messages (0 octets)
                    C: STLS
                    S: -ERR Not in this state
                    C: STAT
                    S: +OK 0 0
                    C: LIST
                    S: +OK 0 messages
                    S: .
                    C: QUIT
                    S: +OK Bye
                    close
                    """.formatted(base64("\0capa\0some password")));
        }
    }

    @Test
    void aSessionReadsListsAndDeletesAtQuitOnly() {
        long account = account("reads", "Subject: one\n\n.dot\nline 2\nline 3\n", "Subject: two\n\nbody\n");
        try (var client = loggedIn("reads")) {
            client.follows("""
                    C: LIST
                    S: +OK 2 messages
                    S: 1 106
                    S: 2 90
                    S: .
                    C: LIST 2
                    S: +OK 2 90
                    C: UIDL 1
                    S: +OK 1 {...}.1
                    C: TOP 1 1
                    S: +OK 106 octets
                    S: %s
                    S: Delivered-To: someone@localhost
                    S: Subject: one
                    S:\s
                    S: ..dot
                    S: .
                    C: TOP 2 0
                    S: +OK 90 octets
                    S: %s
                    S: ...
                    S: .
                    C: RETR 1
                    S: +OK 106 octets
                    S: %s
                    S: Delivered-To: someone@localhost
                    S: Subject: one
                    S:\s
                    S: ..dot
                    S: line 2
                    S: line 3
                    S: .
                    C: DELE 1
                    S: +OK Message 1 will be deleted at QUIT
                    C: RETR 1
                    S: -ERR There is no such message
                    C: STAT
                    S: +OK 1 90
                    C: RSET
                    S: +OK Nothing is marked as deleted
                    C: STAT
                    S: +OK 2 196
                    C: DELE 2
                    S: +OK Message 2 will be deleted at QUIT
                    """.formatted(HEADER, HEADER, HEADER));
        }
        // the connection broke: nothing is deleted, and what was read is seen
        Eventually.eventually(
                "the message is seen",
                () -> inbox(account).stream()
                        .anyMatch(row ->
                                row.subject().equals("one") && row.flags().equals(List.of("\\Seen"))));
        assertEquals(2, inbox(account).size());

        try (var client = unlocked("reads")) {
            client.follows("""
                    C: DELE 2
                    S: +OK Message 2 will be deleted at QUIT
                    C: QUIT
                    S: +OK Bye
                    close
                    """);
        }
        assertEquals(
                List.of("one"), inbox(account).stream().map(MessageRow::subject).toList());
    }

    /// As soon as the session before has gone.
    private static Dialogue unlocked(String name) {
        Eventually.eventually("the maildrop is free", () -> mailbox.number("SELECT count(*) FROM maildrop_lock") == 0);
        return loggedIn(name);
    }

    @Test
    void oneSessionHasTheMaildropAndUniqueIdsStay() {
        account("locked", "Subject: x\n\nx\n");
        try (var first = loggedIn("locked");
                var second = connect()) {
            second.follows("""
                    S: +OK {...}
                    C: USER locked
                    S: +OK {...}
                    C: PASS some password
                    S: -ERR [IN-USE] Another session has this mailbox
                    """);
            first.follows("""
                    C: QUIT
                    S: +OK Bye
                    close
                    """);
            second.follows("""
                    C: AUTH LOGIN
                    S: + VXNlcm5hbWU6
                    C: %s
                    S: + UGFzc3dvcmQ6
                    C: %s
                    S: +OK 1 messages (85 octets)
                    C: QUIT
                    S: +OK Bye
                    """.formatted(base64("locked"), base64("some password")));
        }
    }

    /// The database fails for a moment, at what a session does before it gives its lock back and at the lock itself.
    @Test
    void aLockThatCouldNotBeGivenBackEndsWithItsTime() {
        account("failing", "Subject: x\n\nx\n");
        for (var table : List.of("message", "maildrop_lock")) {
            mailbox.update("CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE io_error; END'");
            mailbox.update("CREATE TRIGGER broken BEFORE UPDATE OR DELETE ON " + table
                    + " FOR EACH ROW EXECUTE FUNCTION broken()");
            try (var client = loggedIn("failing")) {
                client.follows("""
                        C: RETR 1
                        S: +OK 85 octets
                        S: ...
                        S: .
                        C: QUIT
                        S: +OK Bye
                        close
                        """);
            } finally {
                mailbox.update("DROP FUNCTION broken CASCADE");
            }
            mailbox.update("UPDATE maildrop_lock SET until = now() - interval '1 s'");
            mailbox.service().bean(Pop3Listener.class).renewLocks();
            try (var client = loggedIn("failing")) {
                client.follows("""
                        C: QUIT
                        S: +OK Bye
                        close
                        """);
            }
        }
    }

    @Test
    void aMessageThatAnotherSessionExpungedIsAnError() {
        long account = account("expunged", "Subject: x\n\nx\n");
        try (var client = loggedIn("expunged")) {
            mailbox.client()
                    .post(
                            "/internal/v1/accounts/" + account + "/messages/expunge",
                            new Expunge(
                                    inbox(account).stream().map(MessageRow::id).toList()));
            client.follows("""
                    C: RETR 1
                    S: -ERR The message was deleted by another session
                    C: DELE 1
                    S: +OK Message 1 will be deleted at QUIT
                    C: QUIT
                    S: +OK Bye
                    """);
        }
    }

    @Test
    void aMessageLargerThanAPieceComesWhole() {
        var lines = "0123456789abcdef\n".repeat(20_000);
        account("large", "Subject: large\n\n" + lines);
        try (var client = loggedIn("large")) {
            client.follows("""
                    C: TOP 1 19999
                    S: +OK {...}
                    S: ...
                    S: .
                    C: RETR 1
                    S: +OK {...} octets
                    S: %s
                    S: Delivered-To: someone@localhost
                    S: Subject: large
                    S:\s
                    %sS: .
                    """.formatted(HEADER, "S: 0123456789abcdef\n".repeat(20_000)));
        }
    }

    @Test
    void commandsMayBeSentTogether() {
        account("pipelining", "Subject: x\n\nx\n");
        try (var client = connect()) {
            client.follows("""
                    S: +OK Posthorn is ready
                    C> USER pipelining
                    C> PASS some password
                    C> STAT
                    C> NOOP
                    C: QUIT
                    S: +OK Send the password
                    S: +OK 1 messages (85 octets)
                    S: +OK 1 85
                    S: +OK
                    S: +OK Bye
                    close
                    """);
        }
    }

    @Test
    void aBugEndsTheSessionWithAWordAndIsCounted() {
        account("unlucky", "Subject: one\r\n\r\n1\r\n");
        var metrics = mailbox.service().bean(Metrics.class);
        var bugs = "posthorn_mailbox_failed_sessions_total{protocol=\"pop3\",reason=\"bug\"";
        try (var client = loggedIn("unlucky")) {
            mailbox.update("ALTER TABLE content RENAME TO elsewhere");
            client.follows("""
                    C: RETR 1
                    S: -ERR [SYS/TEMP] The session ends by an internal error
                    close
                    """);
        } finally {
            mailbox.update("ALTER TABLE elsewhere RENAME TO content");
        }
        assertTrue(metrics.scrape().lines().anyMatch(line -> line.startsWith(bugs) && line.endsWith(" 1.0")));
        loggedIn("unlucky").close();
    }

    @Test
    void whatIsWrongIsRefusedAndWhoOnlyErrsIsSentAway() {
        account("errs");
        try (var client = connect()) {
            client.follows("S: +OK Posthorn is ready");
            client.follows("""
                    C: PASS too early
                    S: -ERR USER comes first
                    C: USER errs
                    S: +OK Send the password
                    C: PASS wrong password
                    S: -ERR [AUTH] The name or the password is wrong.
                    C: AUTH CRAM-MD5
                    S: -ERR Mechanisms are PLAIN and LOGIN
                    C: AUTH PLAIN
                    S: +\s
                    C: *
                    S: -ERR Given up
                    C: AUTH PLAIN !!!!
                    S: -ERR Malformed response
                    C: NOOP %s
                    S: -ERR The line is too long
                    C: bad\\nline
                    S: -ERR A line ends with CR LF and has no other control characters
                    C: QUIT
                    S: +OK Bye
                    close
                    """.formatted("x".repeat(300)));
        }
        try (var client = connect()) {
            client.follows("S: +OK Posthorn is ready");
            client.follows("C: GET / HTTP/1.1\nS: -ERR Unknown command\n".repeat(20));
            client.follows("""
                    S: -ERR Too many errors, bye
                    close
                    """);
        }
    }

    private static String base64(String text) {
        return new String(Base64.getEncoder().encode(text.getBytes(UTF_8)), US_ASCII);
    }

    private static List<MessageRow> inbox(long account) {
        return mailbox.client()
                .get(
                        "/internal/v1/accounts/" + account + "/folders/inbox/messages",
                        new TypeReference<Page<MessageRow>>() {})
                .items();
    }
}
