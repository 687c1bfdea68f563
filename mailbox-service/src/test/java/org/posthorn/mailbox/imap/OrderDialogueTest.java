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

/// SORT, THREAD, REPLACE, SAVEDATE and COMPRESS as dialogues.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderDialogueTest {
    private static final String BUILD = """
            From: Zoe <alpha@example.org>
            To: Team <team@example.org>
            Cc: kim@example.org
            Subject: [dev] build
            Date: Tue, 8 Feb 1994 10:00:00 +0000
            Message-ID: <1@x>

            A long text, longer than the others are. It goes on and on.
            """;
    private static final String ANSWER = """
            From: "Äbel" <gamma@example.org>
            To: alice@example.org
            Subject: Re: build
            Date: Mon, 7 Feb 1994 10:00:00 +0000
            Message-ID: <2@x>
            In-Reply-To: <1@x>

            Second.
            """;
    private static final String OTHER = """
            From: beta@example.org
            To: Bob <bob@example.org>
            Cc: ann@example.org
            Subject: apples
            Date: Wed, 9 Feb 1994 10:00:00 +0000
            Message-ID: <3@x>

            Third, and longer than the second is.
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
    void messagesAreSortedByColumns() {
        try (var client = selected("sort", BUILD, ANSWER, OTHER)) {
            client.follows("""
                    C: a SORT (DATE) UTF-8 ALL
                    S: * SORT 2 1 3
                    S: a OK Sorted
                    C: b SORT (REVERSE DATE) UTF-8 ALL
                    S: * SORT 3 1 2
                    S: b OK Sorted
                    C: c UID SORT (SUBJECT REVERSE DATE) US-ASCII ALL
                    S: * SORT 3 1 2
                    S: c OK Sorted
                    C: d SORT (FROM) UTF-8 ALL
                    S: * SORT 1 3 2
                    S: d OK Sorted
                    C: e SORT (DISPLAYFROM) UTF-8 ALL
                    S: * SORT 2 3 1
                    S: e OK Sorted
                    C: f SORT (TO) UTF-8 ALL
                    S: * SORT 2 3 1
                    S: f OK Sorted
                    C: g SORT (DISPLAYTO) UTF-8 ALL
                    S: * SORT 2 3 1
                    S: g OK Sorted
                    C: h SORT (CC) UTF-8 ALL
                    S: * SORT 2 3 1
                    S: h OK Sorted
                    C: i SORT (SIZE) UTF-8 ALL
                    S: * SORT 2 3 1
                    S: i OK Sorted
                    C: j SORT (REVERSE ARRIVAL) UTF-8 SUBJECT "build"
                    S: * SORT 2 1
                    S: j OK Sorted
                    C: k SORT (DATE) UTF-8 SUBJECT "nothing like it"
                    S: * SORT
                    S: k OK Sorted
                    C: l SORT RETURN (MIN MAX COUNT ALL) (DATE) UTF-8 ALL
                    S: * ESEARCH (TAG "l") MIN 2 MAX 3 ALL 2,1,3 COUNT 3
                    S: l OK Sorted
                    C: m SORT RETURN (SAVE) (DATE) UTF-8 FROM beta
                    S: m OK Sorted
                    C: n FETCH $ UID
                    S: * 3 FETCH (UID 3)
                    S: n OK Fetched
                    C: o SORT (COLOUR) UTF-8 ALL
                    S: o BAD Unknown sort key
                    C: p SORT (DATE) KOI8-R ALL
                    S: p NO [BADCHARSET (US-ASCII UTF-8)] Unknown charset
                    C: q SORT (DATE) UTF-8 MODSEQ 2
                    S: * SORT 2 1 3 (MODSEQ 4)
                    S: q OK Sorted
                    C: r SORT (DATE) UTF-8 7
                    S: r BAD There is no message of this number
                    """);
        }
    }

    @Test
    void messagesAreThreaded() {
        try (var client = selected("thread", OTHER, BUILD, ANSWER)) {
            client.follows("""
                    C: a THREAD REFERENCES UTF-8 ALL
                    S: * THREAD (2 3)(1)
                    S: a OK Threaded
                    C: b UID THREAD ORDEREDSUBJECT UTF-8 ALL
                    S: * THREAD (3 2)(1)
                    S: b OK Threaded
                    C: c THREAD REFERENCES UTF-8 SUBJECT nothing
                    S: * THREAD
                    S: c OK Threaded
                    C: d THREAD JWZ UTF-8 ALL
                    S: d BAD Unknown threading algorithm
                    """);
        }
    }

    @Test
    void aMessageIsReplacedInOneStep() {
        try (var client = selected("replace", BUILD, ANSWER)) {
            client.follows("""
                    C: a REPLACE 1 Drafts (\\\\Draft) {14+}
                    C= Subject: new\\r\\n
                    C:
                    S: * OK [APPENDUID {...} 1] Replaced
                    S: * 1 EXPUNGE
                    S: a OK Replaced
                    C: b UID REPLACE 2 INBOX {14}
                    S: + Go on
                    C= Subject: two\\r\\n
                    C:
                    S: * OK [APPENDUID {...} 3] Replaced
                    S: * 1 EXPUNGE
                    S: * 1 EXISTS
                    S: b OK Replaced
                    C: c UID FETCH 1:* (BODY.PEEK[HEADER])
                    S: * 1 FETCH (UID 3 BODY[HEADER] {14}
                    S: Subject: two
                    S: )
                    S: c OK Fetched
                    C: d UID REPLACE 2 INBOX {14+}
                    C= Subject: 333\\r\\n
                    C:
                    S: d NO There is no message of this UID
                    C: e REPLACE 1 Nowhere {14+}
                    C= Subject: 333\\r\\n
                    C:
                    S: e NO [TRYCREATE] There is no such mailbox
                    C: f STATUS INBOX (MESSAGES UIDNEXT)
                    S: * STATUS "INBOX" (MESSAGES 1 UIDNEXT 4)
                    S: f OK Told
                    C: g EXAMINE INBOX
                    S: ...
                    S: g OK [READ-ONLY] Examined
                    C: h REPLACE 1 INBOX {1+}
                    C= x
                    C:
                    S: h NO [READ-ONLY] The mailbox was opened with EXAMINE
                    """);
        }
    }

    @Test
    void bothDirectionsAreCompressed() {
        try (var client = selected("compressed", BUILD)) {
            client.follows("""
                    C: a COMPRESS LZW
                    S: a BAD Unknown compression
                    C: b COMPRESS DEFLATE
                    S: b OK Compression begins
                    DEFLATE
                    C: c FETCH 1 BODY.PEEK[TEXT]
                    S: * 1 FETCH (BODY[TEXT] {61}
                    S: A long text, longer than the others are. It goes on and on.
                    S: )
                    S: c OK Fetched
                    C: d COMPRESS DEFLATE
                    S: d NO [COMPRESSIONACTIVE] Compression is active already
                    C: e IDLE
                    S: + idling
                    C: DONE
                    S: e OK Idled
                    C: f APPEND INBOX {14}
                    S: + Go on
                    C= Subject: new\\r\\n
                    C:
                    S: * 2 EXISTS
                    S: f OK [APPENDUID {...} 2] Appended
                    C: g LOGOUT
                    S: * BYE Good bye
                    S: g OK Logged out
                    """);
        }
    }

    @Test
    void messagesKnowWhenTheyCameIntoTheirFolder() {
        try (var client = selected("saved")) {
            client.follows("""
                    C: a APPEND INBOX "17-Jul-1996 02:44:25 -0700" {14+}
                    C= Subject: old\\r\\n
                    C:
                    S: * 1 EXISTS
                    S: a OK [APPENDUID {...} 1] Appended
                    C: b FETCH 1 (INTERNALDATE SAVEDATE)
                    S: * 1 FETCH (INTERNALDATE "17-Jul-1996 09:44:25 +0000" SAVEDATE "{...} +0000")
                    S: b OK Fetched
                    C: c SEARCH SAVEDSINCE 1-Jan-2020 BEFORE 1-Jan-2000
                    S: * SEARCH 1
                    S: c OK Searched
                    C: d SEARCH SAVEDBEFORE 1-Jan-2020
                    S: * SEARCH
                    S: d OK Searched
                    C: e SEARCH SAVEDATESUPPORTED
                    S: * SEARCH 1
                    S: e OK Searched
                    C: f SEARCH OR SAVEDSINCE 1-Jan-2020 TEXT nothing
                    S: * SEARCH 1
                    S: f OK Searched
                    """);
        }
    }
}
