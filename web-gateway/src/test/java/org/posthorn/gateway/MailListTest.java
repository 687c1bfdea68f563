package org.posthorn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// Lists of web mail as a plain client without JavaScript sees them: conversations, searches, and what is
/// done to many messages at once.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailListTest {
    private Gateway gateway;
    private PlainClient client;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) throws Exception {
        gateway = new Gateway(database, directory, 0);
        Samples.fill(gateway.mailbox);
        client = new PlainClient(HttpClient.newHttpClient(), gateway.url());
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void aConversationIsOneRowAndIsReadFiledAndBroughtBackWhole() throws Exception {
        var cookie = client.logIn("bob");
        conversation();
        var row = client.page("/mail/inbox", cookie).expectFirst("#thread-7000");
        assertEquals("3 messages", row.expectFirst(".row-count").text());
        assertEquals("Unread. Ann, me", row.expectFirst(".row-who").text());

        var open = client.page(row.expectFirst(".row-link").attr("href"), cookie);
        assertEquals("3 messages", open.expectFirst(".thread-count").text());
        assertEquals(List.of("the third"), open.select(".letter .plain").eachText(), "what is read already is folded");
        assertEquals(2, open.select(".folded").size());
        assertTrue(client.page("/mail/inbox", cookie).select(".row.unread").isEmpty());

        var archived = act(open, "#reader-form", cookie, Map.of("do", "archive"));
        assertTrue(archived.select("#thread-7000").isEmpty());
        assertEquals(
                "Archived: 2 messages.", archived.expectFirst(".toast-body").text());
        var back = act(archived, "#toast form", cookie, Map.of());
        assertEquals("Undone.", back.expectFirst(".toast-body").text());
        assertEquals(1, back.select("#thread-7000").size());

        var single = client.page("/mail/inbox", cookie + "; rows=messages");
        assertEquals(2, single.select("[data-thread=7000]").size());
    }

    private void conversation() {
        var now = Instant.now();
        var letter = Letter.of("Ann Lee", "ann@ex.org", "Tents", "the first").thread(7_000);
        gateway.mailbox.add(2, letter.at(now.minus(Duration.ofHours(3))).flags("\\Seen"));
        gateway.mailbox.add(
                2,
                Letter.of("Bob Ray", "bob@localhost", "Re: Tents", "the second")
                        .thread(7_000)
                        .in("sent")
                        .at(now.minus(Duration.ofHours(2)))
                        .flags("\\Seen"));
        gateway.mailbox.add(
                2,
                Letter.of("Ann Lee", "ann@ex.org", "Re: Tents", "the third")
                        .thread(7_000)
                        .at(now.minus(Duration.ofHours(1))));
    }

    /// Of a very long conversation only some are read: those around it.
    @Test
    void aConversationIsReadAroundTheMessageThatIsOpened() throws Exception {
        assertEquals(
                200,
                client.get("/mail/inbox/t/900?m=101", client.logIn("alice")).statusCode());
        assertEquals("900 around 101", gateway.mailbox.opened.getLast());
    }

    @Test
    void aVeryLongConversationSaysHowLongItIsAndWhereTheOthersAre() throws Exception {
        var cookie = client.logIn("bob");
        var ids = new ArrayList<Long>();
        try {
            for (int i = 0; i < 243; i++) {
                var at = Instant.now().minus(Duration.ofHours(1_000L - i));
                var letter = Letter.of("Ann Lee", "ann@ex.org", "Long", "number " + i);
                ids.add(gateway.mailbox.add(
                        2, letter.thread(7_001).in("archive").at(at)));
            }
            var newest = client.page("/mail/archive/t/7001", cookie);
            assertEquals(
                    "100 of 243 messages", newest.expectFirst(".thread-count").text());
            assertEquals(
                    List.of("Older messages"), newest.select(".thread .pager").eachText());
            var older = client.page(newest.expectFirst(".thread .pager a").attr("href"), cookie);
            assertEquals(
                    "100 of 243 messages", older.expectFirst(".thread-count").text());
            assertEquals(
                    List.of("Older messages", "Newer messages"),
                    older.select(".thread .pager").eachText());
            var next = older.select(".thread .pager a").getLast().attr("href");
            var newer = client.page(next, cookie);
            assertTrue(newer.select(".letter .plain").eachText().contains("number 192"));
        } finally {
            ids.forEach(id -> gateway.mailbox.forget(2, id));
        }
    }

    @Test
    void aSearchLooksIntoAllFoldersAndMarksWhatItFound() throws Exception {
        var cookie = client.logIn("alice");
        var found = client.page("/mail/search?q=subject:notes+talk", cookie);
        assertEquals(List.of("in Drafts"), found.select(".row-folder").eachText());
        assertEquals(List.of("Notes", "talk"), found.select("mark").eachText());
        assertEquals("subject:notes talk", found.expectFirst("#search").val());

        var digests = client.page("/mail/search?q=digest", cookie);
        assertEquals(50, digests.select(".row").size());
        var older = client.page(digests.expectFirst(".pager a").attr("href"), cookie);
        assertEquals(20, older.select(".row").size());

        var letter = client.page(older.expectFirst(".row-link").attr("href"), cookie);
        assertEquals(
                "/mail/search?q=digest&cursor=50",
                letter.expectFirst("#back").attr("href"),
                "the way back leads to the page of the results");
        var archived = act(letter, "#reader-form", cookie, Map.of("do", "archive"));
        assertEquals("Search", archived.expectFirst("#list-title").text());
    }

    /// A line of a conversation shows nothing that was read.
    @Test
    void onlyWhatIsShownInFullIsMarkedAsRead() throws Exception {
        var cookie = client.logIn("bob");
        var ids = new ArrayList<Long>();
        try {
            for (int i = 1; i <= 8; i++) {
                var at = Instant.now().minus(Duration.ofHours(100L - i));
                var letter = Letter.of("Ann Lee", "ann@ex.org", "Eight", "number " + i);
                ids.add(gateway.mailbox.add(2, letter.thread(7_002).at(at)));
            }
            var open = client.page("/mail/inbox/t/7002", cookie);
            assertEquals(5, open.select(".letter").size());
            assertTrue(open.expectFirst("#opened").text().contains("number 4"), "the oldest of those is seen first");
            var unread = gateway.mailbox.listing(2).ids(FakeMailbox.folder("inbox"), Map.of("view", "unread"));
            assertEquals(ids.subList(0, 3).reversed(), unread);
            assertEquals(1, open.select("#thread-7002.unread").size());
        } finally {
            ids.forEach(id -> gateway.mailbox.forget(2, id));
        }
    }

    @Test
    void whoNamesNoSenderIsShownAsSuch() throws Exception {
        var cookie = client.logIn("bob");
        long id = gateway.mailbox.add(
                2, Letter.of("", "", "From nobody", "x").thread(7_003).flags("\\Seen"));
        var row = client.page("/mail/inbox", cookie).expectFirst("#thread-7003");
        assertEquals("(no sender)", row.expectFirst(".row-who").text());
        var letter = client.page(row.expectFirst(".row-link").attr("href"), cookie);
        assertEquals("(no sender)", letter.expectFirst(".letter-who p").text());
        var single = client.page("/mail/inbox", cookie + "; rows=messages").expectFirst("#id-" + id);
        assertEquals("(no sender)", single.expectFirst(".row-who").text());
        gateway.mailbox.forget(2, id);
    }

    @Test
    void trashIsEmptiedAtOnceAndNothingElseIs() throws Exception {
        var cookie = client.logIn("bob");
        assertTrue(client.page("/mail/inbox", cookie).select("[value=empty]").isEmpty());
        for (int i = 1; i <= 60; i++) {
            gateway.mailbox.add(
                    2, Letter.of("Ann", "ann@ex.org", "Old " + i, "x").in("trash"));
        }
        var trash = client.page("/mail/trash", cookie);
        assertEquals("Empty Trash", trash.expectFirst("[value=empty]").text());
        var done = act(trash, "#list-form", cookie, Map.of("do", "empty"));
        assertEquals(
                "Deleted for good: 60 messages.",
                done.expectFirst(".toast-body").text());
        assertTrue(done.select(".row").isEmpty());
        assertTrue(done.select("[value=empty]").isEmpty());
        var fields = Map.of("csrf", client.csrf(cookie), "do", "empty");
        assertEquals(400, client.post("/mail/inbox/act", cookie, fields).statusCode());
    }

    @Test
    void aMistakenAddressIsAnsweredInWords() throws Exception {
        var cookie = client.logIn("bob");
        for (var path : List.of("/admin", "/mail/999999", "/mail/inbox/t/999999")) {
            var answer = client.get(path, cookie);
            assertEquals(404, answer.statusCode());
            var page = Jsoup.parse(answer.body());
            assertEquals("Nothing here", page.expectFirst("h1").text());
            assertEquals("Nothing here · Posthorn", page.title());
        }
    }

    @Test
    void aSearchThatCannotBeReadIsExplained() throws Exception {
        var cookie = client.logIn("alice");
        assertTrue(client.page("/mail/search?q=is:blue", cookie)
                .expectFirst("#list [role=alert]")
                .text()
                .startsWith("is: knows read, unread"));
        assertTrue(client.page("/mail/search?q=xyzzy", cookie)
                .expectFirst(".empty")
                .text()
                .startsWith("Nothing found."));
    }

    @Test
    void theFieldsBelowTheSearchBoxBecomeOneQuery() throws Exception {
        var answer = client.get(
                "/search?q=invoice&from=Ann+Lee&to=&subject=&after=2026-01-01&before=&has=attachment",
                client.logIn("alice"));
        assertEquals(303, answer.statusCode());
        assertEquals(
                "/mail/search?q=invoice+from%3A%22Ann+Lee%22+after%3A2026-01-01+has%3Aattachment",
                answer.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void allOfAFolderIsMarkedAndUndoBringsBackOnlyWhatChanged() throws Exception {
        var cookie = client.logIn("alice");
        var list = client.page("/mail/inbox", cookie);
        var unread = unread();
        assertFalse(unread.isEmpty());
        int all = gateway.mailbox
                .listing(1)
                .ids(FakeMailbox.folder("inbox"), Map.of())
                .size();
        assertEquals(
                "Tick all " + all + " messages of Inbox",
                list.expectFirst("#tick-beyond").text());

        var read = act(list, "#list-form", cookie, Map.of("do", "read", "scope", "all"));
        assertEquals(
                "Marked as read: " + all + " messages.",
                read.expectFirst(".toast-body").text());
        assertTrue(unread().isEmpty());

        act(read, "#toast form", cookie, Map.of());
        assertEquals(unread, unread());
    }

    private List<Long> unread() {
        return gateway.mailbox.listing(1).ids(FakeMailbox.folder("inbox"), Map.of("view", "unread"));
    }

    @Test
    void howFullTheMailboxIsStandsBelowTheFolders() throws Exception {
        var usage = client.page("/mail/inbox", client.logIn("alice")).expectFirst("#usage");
        assertEquals("2.3 MB of 2.4 MB", usage.expectFirst("p span").text());
        assertEquals("96", usage.expectFirst("meter").val());
        assertEquals(
                "Almost full: soon mail to you is refused.",
                usage.expectFirst(".usage-warning").text());
    }

    /// Presses a button of a form, and follows to the page after it.
    private Document act(Document page, String form, String cookie, Map<String, String> more) throws Exception {
        var element = page.expectFirst(form);
        var fields = new HashMap<>(more);
        element.select("input[type=hidden]").forEach(input -> fields.put(input.attr("name"), input.val()));
        var answer = client.post(element.attr("action"), cookie, fields);
        assertEquals(303, answer.statusCode(), answer.body());
        return client.page(answer.headers().firstValue("Location").orElseThrow(), cookie);
    }
}
