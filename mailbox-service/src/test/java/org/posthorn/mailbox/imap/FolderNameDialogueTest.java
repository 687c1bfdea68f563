package org.posthorn.mailbox.imap;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// How names of folders are written, and which there can be.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FolderNameDialogueTest {
    private TestImap imap;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(database, directory);
    }

    @AfterAll
    void stop() {
        imap.close();
    }

    @Test
    void whatIsNoModifiedUtf7IsRefusedInsteadOfBecomingAnotherName() {
        imap.account("utf7");
        try (var client = imap.client("utf7")) {
            client.follows("""
                    C: a CREATE "&bad"
                    S: a NO [CANNOT] This is no name in modified UTF-7; for UTF-8, say ENABLE UTF8=ACCEPT first
                    C: b CREATE "Sub.Ä"
                    S: b NO [CANNOT] This is no name in modified UTF-7; for UTF-8, say ENABLE UTF8=ACCEPT first
                    C: c CREATE "&AEE-"
                    S: c NO [CANNOT] This is no name in modified UTF-7; for UTF-8, say ENABLE UTF8=ACCEPT first
                    C: d CREATE "Sub.&AMQ-"
                    S: d OK [MAILBOXID ({...})] Created
                    C: e CREATE "A &- B"
                    S: e OK [MAILBOXID ({...})] Created
                    C: f RENAME "Sub.&AMQ-" "Sub.Ö"
                    S: f NO [CANNOT] This is no name in modified UTF-7; for UTF-8, say ENABLE UTF8=ACCEPT first
                    C: g RENAME "Sub.Ä" Other
                    S: g NO [NONEXISTENT] There is no such mailbox
                    C: h SELECT "Sub.Ä"
                    S: h NO [NONEXISTENT] There is no such mailbox
                    C: i STATUS "A & B" (MESSAGES)
                    S: i NO [NONEXISTENT] There is no such mailbox
                    C: j SUBSCRIBE "Sub.Ä"
                    S: j NO [NONEXISTENT] There is no such mailbox
                    C: k DELETE "Sub.Ä"
                    S: k NO [NONEXISTENT] There is no such mailbox
                    C: l GETQUOTAROOT "Sub.Ä"
                    S: l NO [NONEXISTENT] There is no such mailbox
                    C: m APPEND "Sub.Ä" {1+}
                    C: x
                    S: m NO [NONEXISTENT] There is no such mailbox
                    C: n LIST "" "Sub.*"
                    S: * LIST (\\HasNoChildren) "/" "Sub.&AMQ-"
                    S: n OK Listed
                    C: o LIST "" "Sub.Ä"
                    S: o OK Listed
                    C: p STATUS "Sub.&AMQ-" (MESSAGES)
                    S: * STATUS "Sub.&AMQ-" (MESSAGES 0)
                    S: p OK Told
                    """);
        }
    }

    @Test
    void afterEnableNamesAreUtf8() {
        imap.account("utf8");
        try (var client = imap.client("utf8")) {
            client.follows("""
                    C: a ENABLE UTF8=ACCEPT
                    S: * ENABLED UTF8=ACCEPT
                    S: a OK Enabled
                    C: b CREATE "Sub.Ä"
                    S: b OK [MAILBOXID ({...})] Created
                    C: c CREATE "&bad"
                    S: c OK [MAILBOXID ({...})] Created
                    C: d LIST "" "*b*"
                    S: * LIST (\\HasNoChildren) "/" "&bad"
                    S: * LIST (\\HasNoChildren) "/" "Sub.Ä"
                    S: d OK Listed
                    """);
        }
    }

    /// A name is decoded once, however much of it looks as if it could be decoded again.
    @Test
    void aNameThatLooksEncodedIsItself() {
        imap.account("twice");
        try (var client = imap.client("twice")) {
            client.follows("""
                    C: a CREATE "&-AMQ-"
                    S: a OK [MAILBOXID ({...})] Created
                    C: b STATUS "&-AMQ-" (MESSAGES)
                    S: * STATUS "&-AMQ-" (MESSAGES 0)
                    S: b OK Told
                    C: c UNSUBSCRIBE "&-AMQ-"
                    S: c OK Unsubscribed
                    C: d SUBSCRIBE "&-AMQ-"
                    S: d OK Subscribed
                    C: e DELETE "&-AMQ-"
                    S: e OK Deleted
                    """);
        }
    }

    @Test
    void whatOthersReadAsSomethingElseIsNoName() {
        imap.account("levels");
        try (var client = imap.client("levels")) {
            client.follows("""
                    C: a CREATE ..
                    S: a NO [CANNOT] No level of a folder's name is "." or ".."
                    C: b CREATE "Work/../other"
                    S: b NO [CANNOT] No level of a folder's name is "." or ".."
                    C: c CREATE Work/.
                    S: c NO [CANNOT] No level of a folder's name is "." or ".."
                    C: d CREATE "Work//2026"
                    S: d NO [CANNOT] No level of a folder's name is empty
                    C: e CREATE "/Work"
                    S: e NO [CANNOT] No level of a folder's name is empty
                    C: f CREATE ""
                    S: f NO [CANNOT] A folder needs a name
                    C: g CREATE "a&AAc-b"
                    S: g NO [CANNOT] The name of a folder has no control characters in it, and no * or %%
                    C: h CREATE "a*b"
                    S: h NO [CANNOT] The name of a folder has no control characters in it, and no * or %%
                    C: i CREATE ".work/.2026/...more"
                    S: i OK [MAILBOXID ({...})] Created
                    C: j RENAME ".work/.2026/...more" "Work/.."
                    S: j NO [CANNOT] No level of a folder's name is "." or ".."
                    C: k RENAME ".work/.2026/...more" "Work/%%"
                    S: k NO [CANNOT] The name of a folder has no control characters in it, and no * or %%
                    C: l CREATE %s
                    S: l NO [CANNOT] The name of a folder has at most 20 levels
                    C: m CREATE %s
                    S: m NO [CANNOT] The name of a folder has at most 200 characters
                    """.formatted("a/".repeat(20) + "a", "a".repeat(201)));
        }
    }
}
