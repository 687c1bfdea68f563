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

/// What a client says and hears, command by command, on a real database.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImapDialogueTest {
    private static final String HELLO = """
            From: Alice Example <alice@example.org>
            To: "Bob, the builder" <bob@example.org>, carol@example.org
            Subject: Hello =?UTF-8?Q?w=C3=B6rld?=
            Date: Mon, 7 Feb 1994 21:52:25 -0800
            Message-ID: <1@example.org>
            Content-Type: text/plain; charset=utf-8

            Good morning, zanzibar.
            Second line.
            """;

    private static final String PARTS = """
            From: a@example.org
            Subject: parts
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=xx

            preamble
            --xx
            Content-Type: text/plain

            first
            --xx
            Content-Type: application/pdf; name=a.pdf
            Content-Disposition: attachment; filename=a.pdf
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --xx--
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

    /// A client of a new account with these messages in its inbox, which is selected.
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
    void nothingIsAppendedWhileTheDiskIsNearlyFullAndMailCanBeReadAndDeleted() {
        try (var client = selected("crowded", "Subject: 1\n\nHello\n")) {
            imap.room(false);
            client.follows("""
                    C: a APPEND INBOX {1+}
                    C= x
                    C:
                    S: a NO [UNAVAILABLE] The disk is nearly full; nothing can be stored for now
                    C: b UID STORE 1 +FLAGS.SILENT (\\\\Deleted)
                    S: b OK Stored
                    C: c EXPUNGE
                    S: * 1 EXPUNGE
                    S: c OK Expunged
                    """);
        } finally {
            imap.room(true);
        }
    }

    @Test
    void selectTellsWhatIsThere() {
        imap.account("select");
        try (var client = imap.client("select")) {
            TestImap.append(client, "INBOX", "", HELLO);
            client.follows("""
                    C: a SELECT inbox
                    S: * FLAGS ({...}\\Seen{...})
                    S: * OK [PERMANENTFLAGS ({...}\\*)] Flags that are kept
                    S: * 1 EXISTS
                    S: * 0 RECENT
                    S: * OK [UIDVALIDITY {...}] UIDs are valid
                    S: * OK [UIDNEXT 2] The next UID
                    S: * OK [HIGHESTMODSEQ {...}] The highest mod-sequence
                    S: * OK [MAILBOXID ({...})] The mailbox's id
                    S: a OK [READ-WRITE] Selected
                    C: b EXAMINE INBOX
                    S: * OK [CLOSED] The previous mailbox is closed
                    S: ...
                    S: b OK [READ-ONLY] Examined
                    C: c STORE 1 +FLAGS (\\\\Seen)
                    S: c NO [READ-ONLY] The mailbox was opened with EXAMINE
                    C: d SELECT nowhere
                    S: d NO [NONEXISTENT] There is no such mailbox
                    C: e FETCH 1 FLAGS
                    S: e BAD Select a mailbox first
                    """);
        }
    }

    @Test
    void fetchShowsColumnsAndEnvelope() {
        try (var client = selected("fetch", HELLO)) {
            client.follows("""
                    C: a FETCH 1 (FLAGS UID RFC822.SIZE)
                    S: * 1 FETCH (FLAGS () UID 1 RFC822.SIZE 290)
                    S: a OK Fetched
                    C: b FETCH 1:* ENVELOPE
                    S: * 1 FETCH (ENVELOPE ("Mon, 7 Feb 1994 21:52:25 -0800" "Hello =?UTF-8?Q?w=C3=B6rld?=" (("Alice Example" NIL "alice" "example.org")) (("Alice Example" NIL "alice" "example.org")) (("Alice Example" NIL "alice" "example.org")) (("Bob, the builder" NIL "bob" "example.org")(NIL NIL "carol" "example.org")) NIL NIL NIL "<1@example.org>"))
                    S: b OK Fetched
                    C: c UID FETCH 1 BODYSTRUCTURE
                    S: * 1 FETCH (UID 1 BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 39 2 NIL NIL NIL NIL))
                    S: c OK Fetched
                    C: d FETCH 2 FLAGS
                    S: d BAD There is no message of this number
                    C: e UID FETCH 7:9 FLAGS
                    S: e OK Fetched
                    """);
        }
    }

    @Test
    void fetchCutsSectionsByteForByte() {
        try (var client = selected("sections", HELLO, PARTS)) {
            client.follows("""
                    C: a FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT from)] BODY.PEEK[TEXT]<5.7>)
                    S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT from)] {82}
                    S: From: Alice Example <alice@example.org>
                    S: Subject: Hello =?UTF-8?Q?w=C3=B6rld?=
                    S:\s
                    S:  BODY[TEXT]<5> {7}
                    S: morning)
                    S: a OK Fetched
                    C: b FETCH 2 BODY[1]
                    S: * 2 FETCH (BODY[1] {5}
                    S: first FLAGS (\\Seen))
                    S: b OK Fetched
                    C: c FETCH 2 (BODY.PEEK[2.MIME] BINARY.PEEK[2] BINARY.SIZE[2])
                    S: * 2 FETCH (BODY[2.MIME] {129}
                    S: Content-Type: application/pdf; name=a.pdf
                    S: Content-Disposition: attachment; filename=a.pdf
                    S: Content-Transfer-Encoding: base64
                    S:\s
                    S:  BINARY[2] {5}
                    S: hello BINARY.SIZE[2] 5)
                    S: c OK Fetched
                    C: d FETCH 2 BODY.PEEK[3]
                    S: * 2 FETCH (BODY[3] NIL)
                    S: d OK Fetched
                    """);
        }
    }

    @Test
    void storeChangesFlagsAndTellsThem() {
        try (var client = selected("store", HELLO, PARTS)) {
            client.follows("""
                    C: a STORE 1:2 +FLAGS (\\\\Flagged $Work)
                    S: * 1 FETCH (UID 1 FLAGS (\\Flagged $Work))
                    S: * 2 FETCH (UID 2 FLAGS (\\Flagged $Work))
                    S: a OK Stored
                    C: b UID STORE 2 -FLAGS.SILENT \\\\Flagged
                    S: b OK Stored
                    C: c FETCH 1:2 FLAGS
                    S: * 1 FETCH (FLAGS (\\Flagged $Work))
                    S: * 2 FETCH (FLAGS ($Work))
                    S: c OK Fetched
                    C: d STORE 1 FLAGS (\\\\Nonsense)
                    S: d NO [CANNOT] Such a flag cannot be stored
                    """);
        }
    }

    @Test
    void expungeTakesMarkedMessagesOut() {
        try (var client = selected("expunge", HELLO, PARTS, HELLO)) {
            client.follows("""
                    C: a STORE 1,3 +FLAGS.SILENT \\\\Deleted
                    S: a OK Stored
                    C: b UID EXPUNGE 3
                    S: * 3 EXPUNGE
                    S: b OK Expunged
                    C: c EXPUNGE
                    S: * 1 EXPUNGE
                    S: c OK Expunged
                    C: d FETCH 1:* UID
                    S: * 1 FETCH (UID 2)
                    S: d OK Fetched
                    C: e STATUS INBOX (MESSAGES UNSEEN UIDNEXT SIZE DELETED)
                    S: * STATUS "INBOX" (MESSAGES 1 UIDNEXT 4 UNSEEN 1 DELETED 0 SIZE 306)
                    S: e OK Told
                    """);
        }
    }

    @Test
    void copyAndMoveGiveTheNewUids() {
        try (var client = selected("copy", HELLO, PARTS)) {
            client.follows("""
                    C: a COPY 1:2 Nowhere
                    S: a NO [TRYCREATE] There is no such mailbox
                    C: b CREATE Nowhere
                    S: b OK [MAILBOXID ({...})] Created
                    C: c COPY 1:2 Nowhere
                    S: c OK [COPYUID {...} 1:2 1:2] Copied
                    C: d UID MOVE 1 Nowhere
                    S: * OK [COPYUID {...} 1 3] Moved
                    S: * 1 EXPUNGE
                    S: d OK Moved
                    C: e STATUS Nowhere (MESSAGES)
                    S: * STATUS "Nowhere" (MESSAGES 3)
                    S: e OK Told
                    C: f MOVE 2 Nowhere
                    S: f BAD There is no message of this number
                    """);
        }
    }

    @Test
    void searchFindsByColumnsAndByText() {
        try (var client = selected("search", HELLO, PARTS)) {
            client.follows("""
                    C: a SEARCH UNSEEN SUBJECT "wörld"
                    S: * SEARCH 1
                    S: a OK Searched
                    C: b UID SEARCH TEXT ZANZIBAR
                    S: * SEARCH 1
                    S: b OK Searched
                    C: c SEARCH OR (FROM alice) NOT HEADER Message-ID ""
                    S: * SEARCH 1 2
                    S: c OK Searched
                    C: d SEARCH RETURN (MIN MAX COUNT SAVE) ALL
                    S: * ESEARCH (TAG "d") MIN 1 MAX 2 COUNT 2
                    S: d OK Searched
                    C: e FETCH $ UID
                    S: * 1 FETCH (UID 1)
                    S: * 2 FETCH (UID 2)
                    S: e OK Fetched
                    C: f SEARCH CHARSET KOI8-R TEXT x
                    S: f NO [BADCHARSET (US-ASCII UTF-8)] Unknown charset
                    C: g SEARCH SENTBEFORE 1-Jan-2000 LARGER 10 UID 1:4294967295
                    S: * SEARCH 1
                    S: g OK Searched
                    """);
        }
    }

    @Test
    void foldersAreListedWithTheirUse() {
        imap.account("folders");
        try (var client = imap.client("folders")) {
            client.follows("""
                    C: a CREATE Work/2026
                    S: a OK [MAILBOXID ({...})] Created
                    C: b LIST "" %
                    S: * LIST (\\HasNoChildren) "/" "INBOX"
                    S: * LIST (\\HasNoChildren \\Archive) "/" "Archive"
                    S: * LIST (\\HasNoChildren \\Drafts) "/" "Drafts"
                    S: * LIST (\\HasNoChildren \\Junk) "/" "Junk"
                    S: * LIST (\\HasNoChildren \\Sent) "/" "Sent"
                    S: * LIST (\\HasNoChildren \\Trash) "/" "Trash"
                    S: * LIST (\\NonExistent \\HasChildren) "/" "Work"
                    S: b OK Listed
                    C: c LIST (SUBSCRIBED) "" (Work/* INBOX) RETURN (CHILDREN STATUS (MESSAGES))
                    S: * LIST (\\HasNoChildren \\Subscribed) "/" "INBOX"
                    S: * STATUS "INBOX" (MESSAGES 0)
                    S: * LIST (\\HasNoChildren \\Subscribed) "/" "Work/2026"
                    S: * STATUS "Work/2026" (MESSAGES 0)
                    S: c OK Listed
                    C: d RENAME Work/2026 "Entw&APw-rfe"
                    S: d OK Renamed
                    C: e LIST "" "Entw*"
                    S: * LIST (\\HasNoChildren) "/" "Entw&APw-rfe"
                    S: e OK Listed
                    C: f DELETE "Entw&APw-rfe"
                    S: f OK Deleted
                    C: g DELETE INBOX
                    S: g NO [CANNOT] INBOX stays
                    C: h LIST "" ""
                    S: * LIST (\\NonExistent) "/" ""
                    S: h OK Told
                    C: i UNSUBSCRIBE Junk
                    S: i OK Unsubscribed
                    C: j LSUB "" J*
                    S: j OK Listed
                    C: k NAMESPACE
                    S: * NAMESPACE (("" "/")) NIL NIL
                    S: k OK Told
                    """);
        }
    }

    /// RFC 3501 §6.3.9: a name above something subscribed is told for `%` only, where the client sees no other sign of
    /// it.
    @Test
    void lsubTellsOfParentsThatAreNotSubscribedForPercentOnly() {
        imap.account("lsub");
        try (var client = imap.client("lsub")) {
            client.follows("""
                    C: a CREATE Made
                    S: a OK {...}
                    C: b CREATE Made/below
                    S: b OK {...}
                    C: c CREATE Name/below
                    S: c OK {...}
                    C: d UNSUBSCRIBE Made
                    S: d OK Unsubscribed
                    C: e LSUB "" "*a*e*"
                    S: * LSUB (\\HasNoChildren) "/" "Made/below"
                    S: * LSUB (\\HasNoChildren) "/" "Name/below"
                    S: e OK Listed
                    C: f LSUB "" "%ade"
                    S: f OK Listed
                    C: g LSUB "" "Ma%"
                    S: * LSUB (\\Noselect \\HasChildren) "/" "Made"
                    S: g OK Listed
                    C: h LSUB "" "N%"
                    S: * LSUB (\\Noselect \\HasChildren) "/" "Name"
                    S: h OK Listed
                    """);
        }
    }

    @Test
    void idleTellsWhatOthersDo() {
        try (var idler = selected("idle", HELLO);
                var other = imap.client("idle")) {
            idler.follows("""
                    C: a IDLE
                    S: + idling
                    """);
            TestImap.append(other, "INBOX", "", PARTS);
            idler.follows("S: * 2 EXISTS");
            other.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    C: t STORE 1 +FLAGS.SILENT (\\\\Deleted)
                    S: t OK Stored
                    C: u EXPUNGE
                    S: * 1 EXPUNGE
                    S: u OK Expunged
                    """);
            idler.follows("""
                    S: ...
                    S: * 1 EXPUNGE
                    C: DONE
                    S: a OK Idled
                    """);
        }
    }

    @Test
    void expungesOfOthersWaitUntilTheyMayBeTold() {
        try (var one = selected("waiting", HELLO, PARTS);
                var other = imap.client("waiting")) {
            other.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    C: t STORE 1 +FLAGS.SILENT (\\\\Deleted)
                    S: t OK Stored
                    C: u EXPUNGE
                    S: * 1 EXPUNGE
                    S: u OK Expunged
                    """);
            one.follows("""
                    C: a FETCH 2 UID
                    S: * 2 FETCH (UID 2)
                    S: a OK Fetched
                    C: b NOOP
                    S: * 1 EXPUNGE
                    S: b OK Done
                    """);
        }
    }

    @Test
    void aFolderSelectedAgainHasWhatCameAndNotWhatLeft() {
        try (var one = selected("again", HELLO, PARTS);
                var other = imap.client("again")) {
            other.follows("""
                    C: s SELECT INBOX
                    S: ...
                    S: s OK [READ-WRITE] Selected
                    C: t STORE 1 +FLAGS.SILENT (\\\\Deleted)
                    S: t OK Stored
                    C: u EXPUNGE
                    S: * 1 EXPUNGE
                    S: u OK Expunged
                    """);
            TestImap.append(other, "INBOX", "", HELLO);
            one.follows("""
                    C: a SELECT INBOX
                    S: ...
                    S: * 2 EXISTS
                    S: ...
                    S: a OK [READ-WRITE] Selected
                    C: b FETCH 1:* UID
                    S: * 1 FETCH (UID 2)
                    S: * 2 FETCH (UID 3)
                    S: b OK Fetched
                    """);
        }
    }
}
