package org.posthorn.mailbox.imap;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// The extensions that the capabilities name, each as a dialogue.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtensionDialogueTest {
    private static final String ONE = """
            From: a@example.org
            Subject: one

            First words.
            """;
    private static final String TWO = """
            From: b@example.org
            Subject: two

            Other words.
            """;

    private TestImap imap;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(database, directory);
    }

    @AfterAll
    void stop() {
        imap.close();
    }

    private Dialogue selected(String account, String... messages) {
        imap.account(account);
        var client = imap.client(account);
        for (var message : messages) {
            TestImap.append(client, "INBOX", "", message);
        }
        return client.follows("""
                C: s1 SELECT INBOX
                S: ...
                S: s1 OK [READ-WRITE] Selected
                """);
    }

    @Test
    void condstoreRefusesToOverwriteWhatChanged() {
        try (var client = selected("condstore", ONE, TWO)) {
            client.follows("""
                    C: a FETCH 1:2 MODSEQ
                    S: * 1 FETCH (MODSEQ (2))
                    S: * 2 FETCH (MODSEQ (3))
                    S: a OK Fetched
                    C: b STORE 1:2 (UNCHANGEDSINCE 2) +FLAGS.SILENT (\\\\Seen)
                    S: * 1 FETCH (UID 1 MODSEQ (4))
                    S: b OK [MODIFIED 2] Some messages had changed
                    C: c FETCH 1:2 (FLAGS) (CHANGEDSINCE 3)
                    S: * 1 FETCH (MODSEQ (4) FLAGS (\\Seen))
                    S: c OK Fetched
                    C: d SEARCH MODSEQ 4
                    S: * SEARCH 1 (MODSEQ 4)
                    S: d OK Searched
                    C: e STATUS INBOX (HIGHESTMODSEQ)
                    S: * STATUS "INBOX" (HIGHESTMODSEQ 4)
                    S: e OK Told
                    """);
        }
    }

    /// RFC 7162 §3.2.7, RFC 6851 §4.4, RFC 8508 §3.5.
    @Test
    void whatLeavesTellsTheModSequenceThatTheClientHas() {
        try (var client = selected("leaving", ONE, TWO, ONE, TWO)) {
            client.follows("""
                    C: a UID EXPUNGE 1
                    S: a OK Expunged
                    C: b ENABLE CONDSTORE
                    S: * ENABLED CONDSTORE
                    S: b OK Enabled
                    C: c MOVE 1 Trash
                    S: * OK [COPYUID {...} 1 1] Moved
                    S: * 1 EXPUNGE
                    S: c OK [HIGHESTMODSEQ 6] Moved
                    C: d STORE 1 +FLAGS.SILENT (\\\\Deleted)
                    S: * 1 FETCH (UID 2 MODSEQ (7))
                    S: d OK Stored
                    C: e EXPUNGE
                    S: * 1 EXPUNGE
                    S: e OK [HIGHESTMODSEQ 8] Expunged
                    C: f STATUS INBOX (HIGHESTMODSEQ)
                    S: * STATUS "INBOX" (HIGHESTMODSEQ 8)
                    S: f OK Told
                    """);
        }
    }

    @Test
    void qresyncTellsWhatHappenedWhileTheClientWasAway() {
        try (var client = selected("qresync", ONE, TWO, ONE)) {
            client.follows("""
                    C: a ENABLE QRESYNC
                    S: * ENABLED QRESYNC
                    S: a OK Enabled
                    C: b STORE 2 +FLAGS.SILENT (\\\\Deleted)
                    S: * 2 FETCH (UID 2 MODSEQ (5))
                    S: b OK Stored
                    C: c EXPUNGE
                    S: * VANISHED 2
                    S: c OK [HIGHESTMODSEQ 6] Expunged
                    C: d STORE 1 +FLAGS.SILENT (\\\\Flagged)
                    S: * 1 FETCH (UID 1 MODSEQ (7))
                    S: d OK Stored
                    C: e UNSELECT
                    S: e OK Closed
                    C: f STATUS INBOX (UIDVALIDITY)
                    """);
            var line = client.line();
            var validity = line.substring(line.indexOf("UIDVALIDITY ") + 12, line.length() - 1);
            client.follows("""
                    S: f OK Told
                    C: g SELECT INBOX (QRESYNC (%s 4))
                    S: ...
                    S: * VANISHED (EARLIER) 2
                    S: * 1 FETCH (UID 1 MODSEQ (7) FLAGS (\\Flagged))
                    S: g OK [READ-WRITE] Selected
                    C: h UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4 VANISHED)
                    S: * VANISHED (EARLIER) 2
                    S: * 1 FETCH (UID 1 MODSEQ (7) FLAGS (\\Flagged))
                    S: h OK Fetched
                    """.formatted(validity));
        }
    }

    @Test
    void multiappendStoresAllOrNothing() {
        imap.account("multi");
        try (var client = imap.client("multi")) {
            client.follows("""
                    C: a APPEND INBOX (\\\\Seen) "17-Jul-1996 02:44:25 -0700" {12}
                    S: + Go on
                    C= Subject: 1\\r\\n
                    C:  {12+}
                    C= Subject: 2\\r\\n
                    C:
                    """);
            client.follows("""
                    S: a OK [APPENDUID {...} 1:2] Appended
                    C: b SELECT INBOX
                    S: ...
                    S: b OK [READ-WRITE] Selected
                    C: c FETCH 1:2 (FLAGS INTERNALDATE BODY.PEEK[])
                    S: * 1 FETCH (FLAGS (\\Seen) INTERNALDATE "17-Jul-1996 09:44:25 +0000" BODY[] {12}
                    S: Subject: 1
                    S: )
                    S: * 2 FETCH (FLAGS () INTERNALDATE {...} BODY[] {12}
                    S: Subject: 2
                    S: )
                    S: c OK Fetched
                    C: d APPEND INBOX (\\\\Wrong) {1+}
                    C= x
                    C:
                    S: d NO [CANNOT] Such a flag cannot be stored
                    """);
        }
    }

    @Test
    void objectIdsAndPreviewsAreFetched() {
        try (var client = selected("objects", ONE)) {
            client.follows("""
                    C: a FETCH 1 (EMAILID THREADID PREVIEW)
                    S: * 1 FETCH (EMAILID (M1) THREADID (T1) PREVIEW "First words.")
                    S: a OK Fetched
                    C: b SEARCH EMAILID M1 THREADID T1
                    S: * SEARCH 1
                    S: b OK Searched
                    C: c SEARCH YOUNGER 3600
                    S: * SEARCH 1
                    S: c OK Searched
                    C: d SEARCH OLDER 3600
                    S: * SEARCH
                    S: d OK Searched
                    C: e STATUS INBOX (MAILBOXID)
                    S: * STATUS "INBOX" (MAILBOXID (F1-{...}))
                    S: e OK Told
                    """);
        }
    }

    @Test
    void revisionTwoSpeaksUtf8AndExtendedSearch() {
        imap.account("rev2");
        try (var client = imap.client("rev2")) {
            client.follows("""
                    C: a ENABLE IMAP4rev2 UTF8=ACCEPT X-UNKNOWN
                    S: * ENABLED IMAP4rev2 UTF8=ACCEPT
                    S: a OK Enabled
                    C: b CREATE "Entwürfe 2"
                    S: b OK [MAILBOXID ({...})] Created
                    C: c LIST "" Entw*
                    S: * LIST (\\HasNoChildren) "/" "Entwürfe 2"
                    S: c OK Listed
                    C: d SELECT "Entwürfe 2"
                    S: ...
                    S: * 0 EXISTS
                    S: * OK [UIDVALIDITY {...}] UIDs are valid
                    S: ...
                    S: d OK [READ-WRITE] Selected
                    C: e SEARCH ALL
                    S: * ESEARCH (TAG "e")
                    S: e OK Searched
                    C: f UNSELECT
                    S: f OK Closed
                    C: g ID ("name" "test" "version" NIL)
                    S: * ID ("name" "Posthorn")
                    S: g OK Done
                    """);
        }
    }

    @Test
    void specialUsesAreGivenOnceAndShown() {
        imap.account("uses");
        try (var client = imap.client("uses")) {
            client.follows("""
                    C: a CREATE Other (USE (\\\\Sent))
                    S: a NO [ALREADYEXISTS] There is such a mailbox already
                    C: b CREATE Other (USE (\\\\Nonsense))
                    S: b NO [USEATTR] This special use is not available
                    C: c LIST (SPECIAL-USE) "" * RETURN (SPECIAL-USE)
                    S: * LIST (\\HasNoChildren \\Subscribed \\Archive) "/" "Archive"
                    S: * LIST (\\HasNoChildren \\Subscribed \\Drafts) "/" "Drafts"
                    S: * LIST (\\HasNoChildren \\Subscribed \\Junk) "/" "Junk"
                    S: * LIST (\\HasNoChildren \\Subscribed \\Sent) "/" "Sent"
                    S: * LIST (\\HasNoChildren \\Subscribed \\Trash) "/" "Trash"
                    S: c OK Listed
                    C: d DELETE Sent
                    S: d NO [CANNOT] A mailbox of special use stays
                    """);
        }
    }

    /// Delivery puts it above the octets, so that the copies of others have it not.
    @Test
    void theSendersOwnCopyShowsItsBcc() {
        try (var client = selected("bcc", ONE)) {
            imap.database().update("""
                    UPDATE message SET prepended = convert_to(E'Bcc: Carol <carol@example.org>\\r\\n', 'UTF8')
                     WHERE account = (SELECT account FROM account WHERE primary_address = 'bcc@example.org')
                    """);
            client.follows("""
                    C: a FETCH 1 ENVELOPE
                    S: * 1 FETCH (ENVELOPE (NIL "one" {...} (("Carol" NIL "carol" "example.org")) NIL NIL))
                    S: a OK Fetched
                    C: b SEARCH BCC carol
                    S: * SEARCH 1
                    S: b OK Searched
                    """);
        }
    }

    @Test
    void loginsGoByLiteralsAndBySaslToo() {
        imap.account("sasl");
        try (var client = imap.connect()) {
            client.follows("""
                    C: a LOGIN {4}
                    S: + Go on
                    C: sasl {11}
                    S: + Go on
                    C: secret pass
                    S: a OK [CAPABILITY {...}] Logged in
                    """);
        }
        try (var client = imap.connect()) {
            client.follows("""
                    C: a AUTHENTICATE PLAIN AHNhc2wAc2VjcmV0IHBhc3M=
                    S: a OK [CAPABILITY {...}] Logged in
                    C: b LOGIN x y
                    S: b BAD You are logged in already
                    """);
        }
        try (var client = Dialogue.withTls(imap.securePort())) {
            client.follows("""
                    S: * OK [CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE {...}AUTH=PLAIN AUTH=LOGIN] {...}
                    C: a AUTHENTICATE LOGIN
                    S: + VXNlcm5hbWU6
                    C: c2FzbA==
                    S: + UGFzc3dvcmQ6
                    C: c2VjcmV0IHBhc3M=
                    S: a OK [CAPABILITY {...}] Logged in
                    C: b LOGOUT
                    S: * BYE Good bye
                    S: b OK Logged out
                    close
                    """);
        }
    }

    @Test
    void quotasAreToldAndOnlyAdministratorsSetThem() {
        try (var client = selected("quota", ONE, TWO)) {
            client.follows("""
                    C: a GETQUOTAROOT INBOX
                    S: * QUOTAROOT "INBOX" ""
                    S: * QUOTA "" (STORAGE 1 26214400)
                    S: a OK Told
                    C: b GETQUOTA ""
                    S: * QUOTA "" (STORAGE 1 26214400)
                    S: b OK Told
                    C: c GETQUOTA "other"
                    S: c NO [NONEXISTENT] There is no such quota root
                    C: d SETQUOTA "" (STORAGE 512 MESSAGE 7)
                    S: d NO [NOPERM] {...}
                    C: e STORE 1 +FLAGS.SILENT (\\\\Deleted)
                    S: e OK Stored
                    C: f STATUS INBOX (DELETED DELETED-STORAGE)
                    S: * STATUS "INBOX" (DELETED 1 DELETED-STORAGE 51)
                    S: f OK Told
                    """);
            limit("quota", 0, 1);
            client.follows("""
                    C: g GETQUOTAROOT "not there yet"
                    S: * QUOTAROOT "not there yet" ""
                    S: * QUOTA "" (MESSAGE 2 1)
                    S: g OK Told
                    """);
            limit("quota", 0, 0);
            client.follows("""
                    C: h GETQUOTAROOT INBOX
                    S: * QUOTAROOT "INBOX"
                    S: h OK Told
                    C: i GETQUOTA ""
                    S: i NO [NONEXISTENT] There is no such quota root
                    """);
        }
    }

    private void limit(String account, long bytes, long messages) {
        imap.database().update("""
                UPDATE mailbox SET quota_bytes = ?, quota_messages = ?
                 WHERE account = (SELECT account FROM account WHERE primary_address = ?)
                """, bytes, messages, account + "@example.org");
    }
}
