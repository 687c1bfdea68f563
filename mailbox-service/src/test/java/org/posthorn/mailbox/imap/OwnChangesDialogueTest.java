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

/// A session takes its own changes in by itself, and misses nothing of what another one did just before.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnChangesDialogueTest {
    private TestImap imap;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(database, directory);
    }

    @AfterAll
    void stop() {
        imap.close();
    }

    /// A client of a new account with three messages in its inbox, which is selected.
    private Dialogue selected(String account) {
        imap.account(account);
        var client = imap.client(account);
        for (int i = 1; i <= 3; i++) {
            TestImap.append(client, "INBOX", "", "Subject: n" + i + "\n\nx\n");
        }
        return select(client);
    }

    private static Dialogue select(Dialogue client) {
        return client.follows("""
                C: s1 SELECT INBOX
                S: ...
                S: s1 OK [READ-WRITE] Selected
                """);
    }

    @Test
    void aMoveTellsWhatAnotherSessionFlaggedBefore() {
        try (var client = selected("flagged");
                var other = select(imap.client("flagged"))) {
            other.follows("""
                    C: a STORE 3 +FLAGS (\\\\Flagged)
                    S: * 3 FETCH (UID 3 FLAGS (\\Flagged))
                    S: a OK Stored
                    """);
            client.follows("""
                    C: a MOVE 1 Archive
                    S: * OK [COPYUID {...} 1 1] Moved
                    S: * 1 EXPUNGE
                    S: * 2 FETCH (UID 3 FLAGS (\\Flagged))
                    S: a OK Moved
                    C: b NOOP
                    S: b OK Done
                    """);
        }
    }

    @Test
    void whatAnotherSessionExpungedBeforeLeavesWithWhatIsExpunged() {
        try (var client = selected("expunged");
                var other = select(imap.client("expunged"))) {
            client.follows("""
                    C: a STORE 2 +FLAGS.SILENT (\\\\Deleted)
                    S: a OK Stored
                    """);
            other.follows("""
                    C: a MOVE 1 Archive
                    S: * OK [COPYUID {...} 1 1] Moved
                    S: * 1 EXPUNGE
                    S: * 1 FETCH (UID 2 FLAGS (\\Deleted))
                    S: a OK Moved
                    """);
            client.follows("""
                    C: b EXPUNGE
                    S: * 1 EXPUNGE
                    S: * 1 EXPUNGE
                    S: b OK Expunged
                    C: c EXPUNGE
                    S: c OK Expunged
                    C: d FETCH 1 UID
                    S: * 1 FETCH (UID 3)
                    S: d OK Fetched
                    """);
        }
    }

    @Test
    void aMessageThatMovesWithinItsFolderLeavesAndArrives() {
        try (var client = selected("within")) {
            client.follows("""
                    C: a MOVE 1 INBOX
                    S: * OK [COPYUID {...} 1 4] Moved
                    S: * 1 EXPUNGE
                    S: * 3 EXISTS
                    S: a OK Moved
                    C: b UID FETCH 4 UID
                    S: * 3 FETCH (UID 4)
                    S: b OK Fetched
                    """);
        }
    }

    /// The rows of the account's folders and messages go a while after the account itself.
    @Test
    void nothingIsCopiedForAnAccountThatIsGone() {
        try (var client = selected("gone")) {
            imap.database()
                    .update("DELETE FROM mailbox WHERE account ="
                            + " (SELECT account FROM address WHERE address LIKE 'gone@%')");
            client.follows("""
                    C: a COPY 1 Archive
                    S: a NO [TRYCREATE] There is no such mailbox
                    C: b STORE 1 +FLAGS (\\\\Seen)
                    S: b OK Stored
                    """);
        }
    }

    /// UIDs are taken before it is known what is still there (RFC 9051 §2.3.1.1 allows gaps).
    @Test
    void aCopyOfWhatIsPartlyGoneCopiesTheRest() {
        try (var client = selected("partly");
                var other = select(imap.client("partly"))) {
            other.follows("""
                    C: a UID MOVE 2 Trash
                    S: * OK [COPYUID {...} 2 1] Moved
                    S: * 2 EXPUNGE
                    S: a OK Moved
                    """);
            client.follows("""
                    C: a COPY 1:3 Archive
                    S: * 2 EXPUNGE
                    S: a OK [COPYUID {...} 1,3 1:2] Copied
                    C: b UID COPY 3 Archive
                    S: b OK [COPYUID {...} 3 4] Copied
                    C: c STATUS Archive (MESSAGES UIDNEXT)
                    S: * STATUS "Archive" (MESSAGES 3 UIDNEXT 5)
                    S: c OK Told
                    """);
        }
    }
}
