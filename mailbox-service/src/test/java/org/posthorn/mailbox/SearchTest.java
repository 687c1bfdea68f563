package org.posthorn.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.MailApi.Expunge;
import org.posthorn.events.api.MailApi.IndexState;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.events.api.MailApi.Rebuilt;
import org.posthorn.events.api.Page;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.mailbox.message.Expiry;
import org.posthorn.mailbox.search.IndexSweep;
import org.posthorn.mailbox.search.Indexer;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.Eventually;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Search by IMAP and by the API, over the index as the log drives it and without it.
@WithBacking
class SearchTest {
    private static final String REPORT = """
        From: Jürgen Groß <juergen@example.com>
        To: Ana <ana@example.org>
        Cc: team@example.net
        Subject: Jahresbericht 2026
        Message-ID: <report.1@example.com>
        X-Trace: hidden-words
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/html; charset=utf-8

        <style>.invisible { }</style><p>Die <b>Zah</b>len f&uuml;r M&auml;rz, siehe http://example.com/x</p>
        --b
        Content-Type: application/pdf; name="Übersicht-final.pdf"
        Content-Disposition: attachment; filename="Übersicht-final.pdf"
        Content-Transfer-Encoding: base64

        AAAA
        --b--
        """;
    private static final String LUNCH = """
        From: Bob <bob@example.com>
        To: ana@example.org
        Subject: Lunch on Friday?
        Message-ID: <lunch.2@example.com>

        Shall we meet for zanzibar coffee at 12:30, or later?
        """;
    private static final String LONG =
            "From: Carol <carol@example.org>\nSubject: a long one\n\n" + "word ".repeat(220_000) + "tail-end\n";

    @TempDir
    static Path directory;

    private static RunningMailbox mailbox;

    @BeforeAll
    static void start(TestDatabase database, TestKafka kafka) {
        mailbox = new RunningMailbox(database, kafka, directory);
    }

    @AfterAll
    static void stop() {
        mailbox.close();
    }

    private static long account(String name) {
        long account = mailbox.account(name);
        for (var message : List.of(REPORT, LUNCH, LONG)) {
            mailbox.file(Delivery.of(MessageId.next(Instant.now()), account, message));
        }
        return account;
    }

    private static void indexed(long account) {
        Eventually.eventually(
                "three messages are indexed",
                () -> mailbox.number("SELECT indexed AS count FROM search_progress WHERE account = " + account) == 3);
    }

    @Test
    void imapFindsTheSameByTheIndexAndWithoutIt() {
        long account = account("imap");
        indexed(account);
        imapFinds();
        assertEquals(1, mailbox.number("SELECT count(*) FROM search_partial WHERE account = " + account));

        // as if nothing had been indexed yet
        mailbox.update("UPDATE search_progress SET indexed = 0, stale = true WHERE account = " + account);
        imapFinds();
    }

    private static void imapFinds() {
        try (var client =
                Dialogue.with(mailbox.service().bean(ImapListener.class).port())) {
            client.follows("""
                S: * OK {...}
                C: a LOGIN imap "some password"
                S: a OK {...}
                C: b SELECT INBOX
                S: ...
                S: b OK {...}
                """);
            finds(client, "SUBJECT \"jahresBERICHT\"", "1");
            finds(client, "SUBJECT \"bericht 20\"", "1");
            finds(client, "SUBJECT \"unch\"", "2");
            finds(client, "SUBJECT \"?\"", "2");
            finds(client, "FROM \"groß\"", "1");
            finds(client, "FROM \"bob@example\"", "2");
            finds(client, "TO \"ana@example.org\"", "1 2");
            finds(client, "CC \"team\"", "1");
            finds(client, "CC \"ana\"", "");
            finds(client, "BODY \"zahlen\"", "1");
            finds(client, "BODY \"fur marz\"", "1");
            finds(client, "BODY \"invisible\"", "");
            finds(client, "BODY \"bersicht-final\"", "1");
            finds(client, "BODY \"jahresbericht\"", "");
            finds(client, "TEXT \"anzibar\"", "2");
            finds(client, "TEXT \"example\"", "1 2 3");
            finds(client, "TEXT \"tail-end\"", "3");
            finds(client, "TEXT \"12:30, or\"", "2");
            finds(client, "NOT TEXT \"zanzibar\"", "1 3");
            finds(client, "OR SUBJECT \"lunch\" BODY \"tail\"", "2 3");
            finds(client, "OR SUBJECT \"lunch friday\" CC \"team\"", "1");
            finds(client, "HEADER Message-ID \"<lunch.2@example.com>\"", "2");
            finds(client, "HEADER X-Trace \"hidden\"", "1");
            finds(client, "TEXT \"qqqqqq\"", "");
        }
    }

    private static void finds(Dialogue client, String key, String numbers) {
        client.follows("C: s SEARCH CHARSET UTF-8 " + key + "\nS: * SEARCH" + (numbers.isEmpty() ? "" : " " + numbers)
                + "\nS: s OK {...}");
    }

    @Test
    void peopleFindByWordsAndOperatorsInAllFoldersButRubbish() {
        long account = account("people");
        indexed(account);

        assertEquals(List.of("a long one", "Lunch on Friday?", "Jahresbericht 2026"), found(account, "example"));
        assertEquals(List.of("Jahresbericht 2026"), found(account, "MARZ has:attachment"));
        assertEquals(List.of("Lunch on Friday?"), found(account, "from:bob -has:attachment is:unread"));
        assertEquals(List.of("Lunch on Friday?", "Jahresbericht 2026"), found(account, "to:ana"));
        assertEquals(List.of("Jahresbericht 2026"), found(account, "to:ana -\"zanzibar coffee\""));
        assertEquals(List.of(), found(account, "before:2020-01-01 example"));
        assertEquals(List.of(), found(account, "is:read"));

        var lunch = search(account, "subject:lunch", "").items().getFirst();
        mailbox.client()
                .post("/internal/v1/accounts/" + account + "/messages/move", new Move(List.of(lunch.id()), "trash"));
        assertEquals(List.of(), found(account, "zanzibar"));
        assertEquals(List.of("Lunch on Friday?"), found(account, "zanzibar in:Trash"));

        var refused = assertThrows(ServiceError.Refused.class, () -> found(account, "is:blue"));
        assertEquals(400, refused.status());
    }

    @Test
    void resultsComeInPages() {
        long account = account("pages");
        indexed(account);

        var first = mailbox.client()
                .get(
                        "/internal/v1/accounts/" + account + "/search?limit=2&query=example",
                        new TypeReference<Page<MessageRow>>() {});
        var second = search(account, "example", first.next().orElseThrow());

        assertEquals(2, first.items().size());
        assertEquals(List.of("Jahresbericht 2026"), subjects(second));
    }

    @Test
    void whatIsNotIndexedYetIsFoundByWhatListsShow() {
        long account = account("behind");
        indexed(account);
        mailbox.update("UPDATE search_progress SET indexed = 1 WHERE account = " + account);
        mailbox.update("DELETE FROM search_block WHERE account = " + account);
        mailbox.update("DELETE FROM search_partial WHERE account = " + account);

        assertEquals(List.of("Lunch on Friday?"), found(account, "zanzibar"));
    }

    @Test
    void anIndexIsMadeAnew() {
        long account = account("rebuilt");
        indexed(account);
        mailbox.update("UPDATE search_block SET words = '' WHERE account = " + account);
        assertEquals(List.of(), found(account, "zanzibar"));

        assertEquals(
                new Rebuilt(1),
                mailbox.client().post("/internal/v1/accounts/rebuilt/index/rebuild", "", Rebuilt.class));

        Eventually.eventually("it is done", () -> isWhole(state("/accounts/rebuilt/index")));
        assertEquals(List.of("Lunch on Friday?"), found(account, "zanzibar"));
        Eventually.eventually("all are done", () -> isWhole(state("/index")));
    }

    private static IndexState state(String path) {
        return mailbox.client().get("/internal/v1" + path, IndexState.class);
    }

    private static boolean isWhole(IndexState state) {
        return state.whole() > 0 && state.done() == state.whole();
    }

    @Test
    void theIndexLosesWhatItHasOfMessagesThatAreGone() {
        long account = account("strays");
        indexed(account);
        mailbox.client().post("/internal/v1/accounts/" + account + "/messages/expunge", new Expunge(List.of(2L)));

        mailbox.service().bean(IndexSweep.class).clean();

        assertEquals(2, mailbox.number("SELECT sum(size) AS count FROM search_segment WHERE account = " + account));
        assertEquals(List.of("a long one", "Jahresbericht 2026"), found(account, "example"));
    }

    /// Each message is a segment of its own at first. However many there are, few are asked, and all is found.
    @Test
    void segmentsAreMergedAsTheMailboxGrows() {
        long account = mailbox.account("growing");
        for (int i = 1; i <= 130; i++) {
            var text =
                    "From: a@b.example\nSubject: number n" + i + "\n\n" + (i % 2 == 0 ? "even" : "odd") + " common\n";
            mailbox.file(Delivery.of(MessageId.next(Instant.now()), account, text));
            mailbox.service().bean(Indexer.class).index(account);
        }
        var expunge = new Expunge(LongStream.rangeClosed(1, 120).boxed().toList());

        assertTrue(mailbox.number("SELECT count(*) FROM search_segment WHERE account = " + account) < 24);
        assertEquals(130, mailbox.number("SELECT sum(size) AS count FROM search_segment WHERE account = " + account));
        assertEquals(List.of("number n77"), found(account, "n77"));
        assertEquals(List.of("number n130"), found(account, "n13 common").subList(0, 1));
        assertEquals(65, search(account, "even", "").items().size());

        mailbox.client().post("/internal/v1/accounts/" + account + "/messages/expunge", expunge);
        mailbox.service().bean(IndexSweep.class).clean();
        assertEquals(10, mailbox.number("SELECT sum(size) AS count FROM search_segment WHERE account = " + account));
        assertEquals(List.of(), found(account, "n77"));
        assertEquals(5, search(account, "even", "").items().size());
    }

    /// What is indexed at once is bounded by its words too; what comes behind is not forgotten.
    @Test
    void messagesOfVeryManyWordsAreIndexedInSeveralSteps() {
        long account = mailbox.account("wordy");
        for (int i = 0; i < 12; i++) {
            var words = new StringBuilder("From: a@b.example\nSubject: wordy " + i + "\n\n");
            for (int word = 0; word < 19_000; word++) {
                words.append('m').append(i).append('w').append(word).append(word % 9 == 0 ? '\n' : ' ');
            }
            mailbox.file(Delivery.of(
                    MessageId.next(Instant.now()), account, words.append("\n").toString()));
        }
        mailbox.client().post("/internal/v1/accounts/wordy/index/rebuild", "", Rebuilt.class);
        Eventually.eventually("it is done", () -> isWhole(state("/accounts/wordy/index")));

        assertEquals(2, mailbox.number("SELECT count(*) FROM search_segment WHERE account = " + account));
        assertEquals(12, mailbox.number("SELECT sum(size) AS count FROM search_segment WHERE account = " + account));
        assertEquals(0, mailbox.number("SELECT count(*) FROM search_partial WHERE account = " + account));
        assertEquals(List.of("wordy 11"), found(account, "m11w18999"));
        assertEquals(List.of("wordy 0"), found(account, "m0w0"));
    }

    @Test
    void whatWasLongInTrashAndJunkIsDeleted() {
        long account = account("expiry");
        var ids = search(account, "in:Inbox", "").items().stream()
                .map(MessageRow::id)
                .toList();
        mailbox.client().post("/internal/v1/accounts/" + account + "/messages/move", new Move(ids, "trash"));
        mailbox.update(
                "UPDATE message SET saved_at = now() - interval '31 days' WHERE message > 1 AND account = " + account);

        mailbox.service().bean(Expiry.class).expire();

        assertEquals(1, mailbox.number("SELECT count(*) FROM message WHERE account = " + account));
        assertEquals(1, mailbox.number("SELECT messages AS count FROM mailbox WHERE account = " + account));
        assertTrue(mailbox.number("SELECT count(*) FROM expunged WHERE account = " + account) >= 2);
    }

    private static List<String> found(long account, String query) {
        return subjects(search(account, query, ""));
    }

    private static Page<MessageRow> search(long account, String query, String cursor) {
        var path = "/internal/v1/accounts/" + account + "/search?limit=100&query=" + ServiceClient.escape(query)
                + "&cursor=" + ServiceClient.escape(cursor);
        return mailbox.client().get(path, new TypeReference<>() {});
    }

    private static List<String> subjects(Page<MessageRow> page) {
        return page.items().stream().map(MessageRow::subject).toList();
    }
}
