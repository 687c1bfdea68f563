package org.posthorn.mailbox.imap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// What clients note about folders (RFC 5464), and what they are told without asking (RFC 5465, RFC 9585).
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataNotifyDialogueTest {
    private static final String ONE = """
            From: a@example.org
            Subject: one

            Words.
            """;

    private TestImap imap;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(database, directory, "imap.progress-interval=200ms");
    }

    @AfterAll
    void stop() {
        imap.close();
    }

    @Test
    void annotationsOfFoldersAndOfTheAccountAreKept() {
        imap.account("metadata");
        try (var client = imap.client("metadata")) {
            client.follows("""
                    C: a SETMETADATA INBOX (/private/comment "Mine" /Shared/Vendor/x/Color ~{3+}
                    C= r\\0b
                    C:  /private/vendor/x {5+}
                    C= line\\n
                    C: )
                    S: a OK Set
                    C: b GETMETADATA INBOX (/shared/vendor/x/color /private/other)
                    S: * METADATA "INBOX" (/shared/vendor/x/color ~{3}
                    S: {...} /private/other NIL)
                    S: b OK Told
                    C: c GETMETADATA (DEPTH 1) INBOX /private
                    S: * METADATA "INBOX" (/private/comment "Mine")
                    S: c OK Told
                    C: d GETMETADATA INBOX (MAXSIZE 4 DEPTH infinity) (/private /shared)
                    S: * METADATA "INBOX" (/private/comment "Mine" /shared/vendor/x/color ~{3}
                    S: {...})
                    S: d OK [METADATA LONGENTRIES 5] Told
                    C: e SETMETADATA "" (/private/vendor/y "of the account")
                    S: e OK Set
                    C: f SETMETADATA "" (/shared/comment "of all")
                    S: f NO [NOPERM] What the server shares is for who runs it
                    C: g GETMETADATA "" /private/vendor/y
                    S: * METADATA "" (/private/vendor/y "of the account")
                    S: g OK Told
                    C: h GETMETADATA Sent /private/specialuse
                    S: * METADATA "Sent" (/private/specialuse "\\\\Sent")
                    S: h OK Told
                    C: i SETMETADATA INBOX (/private/comment NIL)
                    S: i OK Set
                    C: j GETMETADATA INBOX /private/comment
                    S: * METADATA "INBOX" (/private/comment NIL)
                    S: j OK Told
                    C: k SETMETADATA INBOX (/public/comment "x")
                    S: k BAD An entry is /private/... or /shared/..., without * and %
                    C: l GETMETADATA nowhere /private/comment
                    S: l NO [NONEXISTENT] There is no such mailbox
                    """);
        }
    }

    @Test
    void annotationsHaveLimitsAndGoWithTheirFolder() {
        imap.account("limits");
        try (var client = imap.client("limits")) {
            client.follows("""
                    C: a CREATE Old
                    S: a OK [MAILBOXID {...}] Created
                    C= b SETMETADATA Old (/private/comment {40000+}\\r\\n
                    """);
            client.send("x".repeat(40_000).getBytes(StandardCharsets.US_ASCII)).follows("""
                    C: )
                    S: b NO [METADATA MAXSIZE 32768] The value is too long
                    """);
            imap.database().update("""
                    INSERT INTO annotation (account, folder, entry, value, mod_seq)
                    SELECT f.account, f.folder, '/private/vendor/' || n, 'x', 1
                      FROM folder f JOIN account a ON a.account = f.account, generate_series(1, 1000) n
                     WHERE a.primary_address = 'limits@example.org' AND f.name = 'Old'
                    """);
            client.follows("""
                    C: c SETMETADATA INBOX (/private/comment "one too many")
                    S: c NO [METADATA TOOMANY] {...}
                    C: d RENAME Old New
                    S: d OK Renamed
                    C: e GETMETADATA New /private/vendor/7
                    S: * METADATA "New" (/private/vendor/7 "x")
                    S: e OK Told
                    C: f DELETE New
                    S: f OK Deleted
                    C: g SETMETADATA INBOX (/private/comment "one")
                    S: g OK Set
                    """);
        }
    }

    /// A client that has the inbox selected.
    private Dialogue inInbox(String account) {
        return imap.client(account).follows("""
                C: s SELECT INBOX
                S: ...
                S: s OK [READ-WRITE] Selected
                """);
    }

    @Test
    void aClientHearsOfAllThatItAskedForWithoutACommand() {
        imap.account("notify");
        try (var other = inInbox("notify");
                var client = inInbox("notify")) {
            other.follows("""
                    C: a CREATE Lists
                    S: a OK [MAILBOXID {...}] Created
                    """);
            client.follows("""
                    C= a NOTIFY SET STATUS (SELECTED (MessageNew (UID BODY[HEADER.FIELDS (SUBJECT)]) MessageExpunge\s
                    C= FlagChange)) (MAILBOXES Lists (MessageNew MessageExpunge FlagChange))\s
                    C: (PERSONAL (MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange))
                    S: * STATUS "Lists" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {...} UNSEEN 0 HIGHESTMODSEQ {...})
                    S: a OK Notifications are set
                    """);
            TestImap.append(other, "INBOX", "", ONE);
            client.follows("""
                    S: * 1 EXISTS
                    S: * 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT)] {16}
                    S: Subject: one
                    S:\s
                    S: )
                    """);
            TestImap.append(other, "Lists", "", ONE);
            client.follows("""
                    S: * STATUS "Lists" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {...} UNSEEN 1 HIGHESTMODSEQ {...})
                    """);
            other.follows("""
                    C: b STORE 1 +FLAGS.SILENT (\\\\Seen \\\\Deleted)
                    S: b OK Stored
                    """);
            client.follows("""
                    S: * 1 FETCH (UID 1 FLAGS (\\Seen \\Deleted))
                    """);
            other.follows("""
                    C: c EXPUNGE
                    S: * 1 EXPUNGE
                    S: c OK Expunged
                    """);
            client.follows("""
                    S: * 1 EXPUNGE
                    """);
            changesOfFolders(client, other);
        }
    }

    private static void changesOfFolders(Dialogue client, Dialogue other) {
        other.follows("""
                C: d CREATE Work/Now
                S: d OK [MAILBOXID {...}] Created
                """);
        client.follows("""
                S: * LIST (\\HasNoChildren \\Subscribed) "/" "Work/Now"
                S: * LIST (\\NonExistent \\HasChildren) "/" "Work"
                """);
        other.follows("""
                C: e RENAME Work/Now Job
                S: e OK Renamed
                """);
        client.follows("""
                S: * LIST (\\HasNoChildren \\Subscribed) "/" "Job" ("OLDNAME" ("Work/Now"))
                """);
        other.follows("""
                C: f UNSUBSCRIBE Job
                S: f OK Unsubscribed
                C: g UNSUBSCRIBE Job
                S: g OK Unsubscribed
                """);
        client.follows("""
                S: * LIST (\\HasNoChildren) "/" "Job"
                """);
        other.follows("""
                C: h SETMETADATA Job (/private/comment "x" /shared/comment "y")
                S: h OK Set
                """);
        client.follows("""
                S: * METADATA "Job" /private/comment /shared/comment
                """);
        other.follows("""
                C: i SETMETADATA "" (/private/vendor/z "y")
                S: i OK Set
                """);
        client.follows("""
                S: * METADATA "" /private/vendor/z
                """);
        other.follows("""
                C: j DELETE Job
                S: j OK Deleted
                """);
        client.follows("""
                S: * LIST (\\NonExistent) "/" "Job"
                """);
    }

    @Test
    void eventGroupsThatMeanTheSameMailboxAddUp() {
        imap.account("groups");
        try (var other = inInbox("groups");
                var client = imap.client("groups")) {
            client.follows("""
                    C= a NOTIFY SET (MAILBOXES INBOX (MessageNew MessageExpunge))\s
                    C: (SUBTREE Sent NONE) (PERSONAL (SubscriptionChange))
                    S: a OK Notifications are set
                    """);
            TestImap.append(other, "INBOX", "", ONE);
            client.follows("""
                    S: * STATUS "INBOX" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {...})
                    """);
            other.follows("""
                    C: b UNSUBSCRIBE INBOX
                    S: b OK Unsubscribed
                    C: c UNSUBSCRIBE Sent
                    S: c OK Unsubscribed
                    """);
            client.follows("""
                    S: * LIST (\\HasNoChildren) "/" "INBOX"
                    S: * LIST (\\HasNoChildren \\Sent) "/" "Sent"
                    """);
        }
    }

    @Test
    void ofARenamedFolderTheNewNameIsToldWithThatThereAreOthersBelow() {
        imap.account("renamed");
        try (var other = imap.client("renamed");
                var client = imap.client("renamed")) {
            other.follows("""
                    C: a CREATE A
                    S: a OK [MAILBOXID {...}] Created
                    C: b CREATE A/x
                    S: b OK [MAILBOXID {...}] Created
                    """);
            client.follows("""
                    C: a NOTIFY SET (PERSONAL (MailboxName))
                    S: a OK Notifications are set
                    """);
            other.follows("""
                    C: c RENAME A B
                    S: c OK Renamed
                    """);
            client.follows("""
                    S: * LIST (\\HasChildren \\Subscribed) "/" "B" ("OLDNAME" ("A"))
                    """);
            other.follows("""
                    C: d DELETE B/x
                    S: d OK Deleted
                    """);
            client.follows("""
                    S: * LIST (\\NonExistent) "/" "B/x"
                    S: * LIST (\\HasNoChildren \\Subscribed) "/" "B"
                    """);
        }
    }

    /// The name is decoded when it is asked for: UTF-8 is allowed only afterwards.
    @Test
    void aFolderIsWatchedAlsoWhenNamesAreWrittenInAnotherWayLater() {
        imap.account("names");
        try (var other = imap.client("names");
                var client = imap.client("names")) {
            client.follows("""
                    C: a CREATE Entw&APw-rfe
                    S: a OK [MAILBOXID {...}] Created
                    C: b NOTIFY SET (MAILBOXES (Entw&APw-rfe) (MessageNew MessageExpunge))
                    S: b OK Notifications are set
                    C: c ENABLE UTF8=ACCEPT
                    S: * ENABLED UTF8=ACCEPT
                    S: c OK {...}
                    """);
            TestImap.append(other, "Entw&APw-rfe", "", ONE);
            client.follows("""
                    S: * STATUS "Entwürfe" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {...})
                    """);
        }
    }

    @Test
    void whenNewMessagesCannotBeToldOfTheConnectionEnds() {
        imap.account("arrived");
        try (var other = inInbox("arrived");
                var client = inInbox("arrived")) {
            client.follows("""
                    C: a NOTIFY SET (SELECTED (MessageNew (UID BODY[HEADER.FIELDS (SUBJECT)]) MessageExpunge))
                    S: a OK Notifications are set
                    """);
            imap.unreadable("content", "current_query() LIKE '%substring%'", () -> {
                TestImap.append(other, "INBOX", "", ONE);
                client.follows("close");
            });
        }
    }

    @Test
    void aLookThatFailsHalfwayIsTakenAgainWhole() {
        imap.account("halfway");
        try (var other = inInbox("halfway");
                var client = inInbox("halfway")) {
            TestImap.append(other, "INBOX", "", ONE);
            other.follows("""
                    C: b CREATE B
                    S: b OK [MAILBOXID {...}] Created
                    C: c CREATE C
                    S: c OK [MAILBOXID {...}] Created
                    C: d COPY 1 B
                    S: d OK [COPYUID {...}] Copied
                    C: e COPY 1 C
                    S: e OK [COPYUID {...}] Copied
                    """);
            client.follows("""
                    C: a NOTIFY SET (MAILBOXES (B C) (MessageNew MessageExpunge FlagChange)) (SELECTED (MessageNew MessageExpunge))
                    S: * 1 EXISTS
                    S: a OK Notifications are set
                    """);
            imap.unreadable("folder", "name = 'C' AND current_query() LIKE '%AND f.folder = %'", () -> {
                imap.database().run(tx -> {
                    tx.update("LOCK TABLE content IN ACCESS EXCLUSIVE MODE");
                    client.follows("""
                            C: b SEARCH BODY nowhere
                            S: * OK [INPROGRESS ("b" NIL NIL)] Still working
                            """);
                    flag(other, "B");
                    flag(other, "C");
                });
                client.follows("""
                        S: ...
                        S: b OK Searched
                        S: * STATUS "B" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {...} UNSEEN 1 HIGHESTMODSEQ {...})
                        S: * STATUS "C" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {...} UNSEEN 1 HIGHESTMODSEQ {...})
                        """);
            });
        }
    }

    private static void flag(Dialogue client, String folder) {
        client.follows("""
                C: f SELECT %s
                S: ...
                S: f OK [READ-WRITE] Selected
                C: g STORE 1 +FLAGS.SILENT (\\\\Flagged)
                S: g OK Stored
                """.formatted(folder));
    }

    @Test
    void aNotifyThatFailsLeavesTheOneBefore() {
        imap.account("again");
        try (var other = imap.client("again");
                var client = imap.client("again")) {
            client.follows("""
                    C: a NOTIFY SET (MAILBOXES Sent (MessageNew MessageExpunge))
                    S: a OK Notifications are set
                    """);
            imap.unreadable("folder", "current_query() LIKE '%NULLS LAST%'", () -> client.follows("""
                            C: b NOTIFY SET (PERSONAL (MailboxName))
                            S: b NO [UNAVAILABLE] {...}
                            """));
            TestImap.append(other, "Sent", "", ONE);
            client.follows("""
                    S: * STATUS "Sent" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY {...})
                    """);
        }
    }

    @Test
    void messagesOfADelayedMailboxLeaveOnlyWhenACommandAllowsIt() {
        imap.account("delayed");
        try (var other = inInbox("delayed");
                var client = inInbox("delayed")) {
            TestImap.append(other, "INBOX", "", ONE);
            TestImap.append(other, "INBOX", "(\\Deleted) ", ONE);
            client.follows("""
                    C: a NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge))
                    S: * 2 EXISTS
                    S: a OK Notifications are set
                    """);
            other.follows("""
                    C: b EXPUNGE
                    S: * 2 EXPUNGE
                    S: b OK Expunged
                    C: c STORE 1 +FLAGS.SILENT (\\\\Seen)
                    S: c OK Stored
                    """);
            TestImap.append(other, "INBOX", "", ONE);
            client.follows("""
                    S: * 3 EXISTS
                    C: d FETCH 1:3 UID
                    S: * 1 FETCH (UID 1)
                    S: * 3 FETCH (UID 3)
                    S: d OK Fetched
                    C: e NOOP
                    S: * 2 EXPUNGE
                    S: e OK Done
                    """);
        }
    }

    @Test
    void whoWantsNoEventsHearsOnlyOfWhatItDoesItself() {
        imap.account("none");
        try (var other = inInbox("none");
                var client = inInbox("none")) {
            TestImap.append(other, "INBOX", "", ONE);
            client.follows("""
                    C: a NOTIFY NONE
                    S: * 1 EXISTS
                    S: a OK Notifications are set
                    """);
            TestImap.append(other, "INBOX", "", ONE);
            client.follows("""
                    C: b NOOP
                    S: b OK Done
                    C: c STORE 1 +FLAGS.SILENT (\\\\Deleted)
                    S: c OK Stored
                    C: d EXPUNGE
                    S: * 1 EXPUNGE
                    S: * 1 EXISTS
                    S: d OK Expunged
                    """);
        }
    }

    @Test
    void eventsThatMakeNoSenseAreRefused() {
        imap.account("refused");
        try (var client = imap.client("refused")) {
            client.follows("""
                    C: a NOTIFY SET (PERSONAL (AnnotationChange))
                    S: a NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange{...})] {...}
                    C: b NOTIFY SET (SUBTREE INBOX (MessageNew))
                    S: b BAD MessageNew and MessageExpunge belong together, and FlagChange needs both
                    C: c NOTIFY SET (SELECTED (MailboxName))
                    S: c BAD The selected mailbox has events of messages only
                    C: d NOTIFY SET (SELECTED NONE) (SELECTED-DELAYED NONE)
                    S: d BAD The selected mailbox is named twice
                    C: e NOTIFY SET (INBOXES (MessageNew (UID) MessageExpunge))
                    S: e BAD Messages are fetched in the selected mailbox only
                    C: f NOTIFY SET
                    S: f BAD NOTIFY SET needs events
                    """);
        }
    }

    @Test
    void aClientHearsThatALongCommandIsUnderWay() {
        imap.account("patient");
        try (var client = inInbox("patient")) {
            TestImap.append(client, "INBOX", "", ONE);
            imap.database().run(tx -> {
                tx.update("""
                        UPDATE mailbox SET mod_seq = mod_seq
                         WHERE account = (SELECT account FROM account WHERE primary_address = 'patient@example.org')
                        """);
                client.follows("""
                        C: a STORE 1 +FLAGS (\\\\Flagged)
                        S: * OK [INPROGRESS ("a" NIL NIL)] Still working
                        S: * OK [INPROGRESS ("a" NIL NIL)] Still working
                        """);
            });
            client.follows("""
                    S: ...
                    S: a OK Stored
                    """);
        }
    }
}
