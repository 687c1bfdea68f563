package org.posthorn.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.MessageId;
import org.posthorn.events.Purpose;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.Appended;
import org.posthorn.events.api.MailApi.Conversation;
import org.posthorn.events.api.MailApi.ConversationView;
import org.posthorn.events.api.MailApi.Expunge;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.events.api.MailApi.Moved;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.TransferApi.Added;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.runtime.http.Frames;
import org.posthorn.runtime.http.Frames.Frame;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class LocalDeliveryTest {
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

    @Test
    void aMessageIsFiledWithWhatListsShow() {
        long alice = mailbox.account("alice");

        mailbox.file(delivery(alice, """
                From: =?utf-8?q?B=C3=B6b?= <bob@example.com>
                To: alice@localhost, Carol <carol@example.com>
                Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
                Message-ID: <1@example.com>
                Date: Sat, 21 Nov 2026 10:00:00 +0100

                Hello Alice,
                how are you?
                """));

        var row = only(inbox(alice));
        assertEquals("Böb", row.from());
        assertEquals("bob@example.com", row.fromAddress());
        assertEquals(List.of("alice@localhost", "Carol"), row.to());
        assertEquals("Grüße", row.subject());
        assertEquals("Hello Alice, how are you?", row.preview());
        assertEquals(List.of(), row.flags());
        assertEquals(1, row.uid());
        var folder = folder(alice, "Inbox");
        assertEquals(1, folder.messages());
        assertEquals(1, folder.unseen());
        assertEquals(row.size(), folder.bytes());
    }

    @Test
    void theOctetsStayAndTraceFieldsStandAboveThem() {
        long account = mailbox.account("octets");
        var octets = "Subject: x\r\nX-Odd:\t\u0001\r\n\r\nbody \u00ff\r\n.\r\n";

        mailbox.file(delivery(account, octets));

        var raw = new String(
                mailbox.client()
                        .bytes(path(account, "messages/" + only(inbox(account)).id() + "/raw")),
                UTF_8);
        assertEquals("Return-Path: <sender@example.com>\r\nDelivered-To: someone@localhost\r\n" + octets, raw);
    }

    @Test
    void aBatchThatIsDoneAgainFilesNothingTwice() {
        long account = mailbox.account("again");
        var first = delivery(account, "Subject: one\n\n1\n");
        var second = delivery(account, "Subject: two\n\n2\n");

        mailbox.file(first, second);
        mailbox.file(first, second, first);

        assertEquals(List.of("two", "one"), subjects(inbox(account)));
        assertEquals(2, folder(account, "Inbox").messages());
    }

    @Test
    void whatWasDeletedDoesNotComeBackByADoneAgainBatch() {
        long account = mailbox.account("deleted");
        var delivery = delivery(account, "Subject: gone\n\n1\n");
        mailbox.file(delivery);
        expunge(account, only(inbox(account)).id());

        mailbox.file(delivery);

        assertEquals(List.of(), subjects(inbox(account)));
    }

    @Test
    void theSendersCopyGoesToSentAndIsSeen() {
        long account = mailbox.account("sender");
        var sent = delivery(account, "Subject: to myself\n\n1\n");

        mailbox.file(sent, sent.as(Purpose.SENT, "Sent"));

        assertEquals(List.of("to myself"), subjects(inbox(account)));
        assertEquals(List.of("\\Seen"), only(messages(account, "sent")).flags());
        assertEquals(0, folder(account, "Sent").unseen());
        assertEquals(1, mailbox.number("SELECT count(*) FROM mailbox.content WHERE account = " + account));
    }

    @Test
    void aDeletedAccountsMailIsDiscardedWithAReason() {
        long known = mailbox.account("known");

        mailbox.file(delivery(999_999, "Subject: lost\n\n1\n"), delivery(known, "Subject: found\n\n1\n"));

        assertEquals(List.of("found"), subjects(inbox(known)));
    }

    @Test
    void repliesJoinTheConversationInWhateverOrderTheyCome() {
        long account = mailbox.account("threads");
        mailbox.file(
                delivery(
                        account, "Subject: Re: plans\nMessage-ID: <b@x>\nIn-Reply-To: <a@x>\nReferences: <a@x>\n\n1\n"),
                delivery(account, "Subject: plans\nMessage-ID: <a@x>\n\n1\n"),
                delivery(account, "Subject: other\nMessage-ID: <c@x>\nReferences: <a@x>\n\n1\n"));
        mailbox.file(delivery(account, "Subject: AW: plans\nMessage-ID: <d@x>\nReferences: <a@x> <b@x>\n\n1\n"));

        var rows = inbox(account);
        long plans = bySubject(rows, "plans").thread();
        assertEquals(plans, bySubject(rows, "Re: plans").thread());
        assertEquals(plans, bySubject(rows, "AW: plans").thread());
        assertTrue(plans != bySubject(rows, "other").thread());
        var thread = thread(account, plans, 0).messages();
        assertEquals(3, thread.size());
    }

    /// Each of these messages may be as large as mail gets, and all of them were in memory at once.
    @Test
    void aConversationShowsWhatIsAroundAMessageElseWhatIsNewestAndItsLargeMessagesWhole() {
        long account = mailbox.account("long-thread");
        var attachment = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello %d\n--b\nContent-Type: a/b\n\n"
                + ("x".repeat(76) + "\n").repeat(30_000) + "--b--\n";
        var deliveries = IntStream.range(0, 120)
                .mapToObj(i -> delivery(
                        account,
                        "Subject: long\nMessage-ID: <l%d@x>\nReferences: <l0@x>\n".formatted(i)
                                + (i % 40 == 39 ? attachment.formatted(i) : "\nhello " + i + "\n")))
                .toArray(Delivery[]::new);
        mailbox.file(deliveries);

        long id = inbox(account).items().getFirst().thread();
        var newest = thread(account, id, 0);
        var thread = newest.messages();
        assertEquals(hellos(20, 120), texts(thread));
        assertEquals(120, newest.whole());
        assertEquals(Optional.empty(), newest.newer());
        var oldest = thread(account, id, thread.getFirst().row().id());
        assertEquals(hellos(0, 100), texts(oldest.messages()));
        assertEquals(Optional.empty(), oldest.older());
        assertTrue(texts(thread(account, id, newest.older().orElseThrow()).messages())
                .containsAll(hellos(0, 20)));
        assertTrue(texts(thread(account, id, oldest.newer().orElseThrow()).messages())
                .containsAll(hellos(100, 120)));
        var inTheMiddle = thread(account, id, thread.get(45).row().id());
        assertEquals(hellos(16, 116), texts(inTheMiddle.messages()));
        assertTrue(inTheMiddle.older().isPresent() && inTheMiddle.newer().isPresent());
        assertEquals(hellos(20, 120), texts(thread(account, id, 999_999).messages()), "of another conversation");
        var raw = mailbox.client()
                .bytes(path(account, "messages/" + thread.getLast().row().id() + "/raw"));
        assertEquals(thread.getLast().row().size(), raw.length);
        var content = new String(raw, UTF_8);
        assertTrue(content.endsWith("hello 119\r\n--b\r\nContent-Type: a/b\r\n\r\n"
                + ("x".repeat(76) + "\r\n").repeat(30_000) + "--b--\r\n"));
    }

    /// An import or a restore brings it in one request.
    @Test
    void aMessageThatIsLargerThanAnyThatIsAcceptedIsImported() {
        long account = mailbox.account("imported");
        var octets = ("Subject: large\r\n\r\n" + ("x".repeat(76) + "\r\n").repeat(300_000)).getBytes(UTF_8);
        var message = new NewMessage("0".repeat(64), List.of(), Instant.parse("2026-01-01T00:00:00Z"));
        var added = mailbox.client()
                .postBytes(
                        path(account, "transfer/messages?folder=INBOX"),
                        Frames.MEDIA_TYPE,
                        Frames.write(List.of(new Frame<>(message, octets))),
                        Added.class);
        assertEquals(1, added.added());
        assertEquals(octets.length, inbox(account).items().getFirst().size());
    }

    @Test
    void aFolderIsReadByItsConversationsPageByPage() {
        long account = mailbox.account("conversations");
        mailbox.file(
                delivery(account, "From: Ann <ann@x>\nSubject: plans\nMessage-ID: <a@y>\n\n1\n"),
                delivery(account, "Subject: between\nMessage-ID: <b@y>\n\n1\n"),
                delivery(
                        account, "From: Bob <bob@x>\nSubject: Re: plans\nMessage-ID: <c@y>\nReferences: <a@y>\n\n1\n"));
        draft(account, "From: me@x\nSubject: Re: plans\nMessage-ID: <d@y>\nReferences: <a@y>\n\n1\n", "");

        var first = conversations(account, "limit=1");
        var second = conversations(account, "limit=1&cursor=" + first.next().orElseThrow());

        var plans = first.items().getFirst();
        assertEquals("Re: plans", plans.newest().subject());
        assertEquals(3, plans.messages());
        assertTrue(plans.unread());
        assertEquals(
                List.of("Ann", "Bob", "me@x"),
                plans.authors().stream().map(Address::name).toList());
        assertEquals("between", second.items().getFirst().newest().subject());
        assertEquals(1, second.items().getFirst().messages());

        flag(account, plans.newest().id(), List.of("\\Seen"), List.of());
        assertEquals(
                List.of("between", "plans"),
                conversations(account, "view=unread").items().stream()
                        .map(each -> each.newest().subject())
                        .toList(),
                "a conversation shows the newest message of the view");
        assertEquals(2, ids(account, "thread=" + plans.newest().thread()).size());
        assertEquals(3, ids(account, "limit=100").size());
        assertEquals(2, ids(account, "view=unread").size());

        move(account, new Move(List.of(plans.newest().id()), "trash"));
        assertEquals(2, conversations(account, "limit=9").items().getLast().messages(), "rubbish does not count");
    }

    private static ConversationView thread(long account, long thread, long around) {
        var path = path(account, "threads/" + thread + "?around=" + around);
        return mailbox.client().get(path, new TypeReference<ConversationView>() {});
    }

    private static List<String> hellos(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "hello " + i).toList();
    }

    private static List<String> texts(List<MessageView> thread) {
        return thread.stream().map(view -> view.text().orElseThrow().strip()).toList();
    }

    private static Page<Conversation> conversations(long account, String query) {
        return mailbox.client()
                .get(path(account, "folders/inbox/conversations?" + query), new TypeReference<Page<Conversation>>() {});
    }

    private static List<Long> ids(long account, String query) {
        return mailbox.client().get(path(account, "folders/inbox/ids?" + query), new TypeReference<List<Long>>() {});
    }

    @Test
    void listsAreReadPageByPage() {
        long account = mailbox.account("pages");
        for (int i = 1; i <= 5; i++) {
            mailbox.file(delivery(account, "Subject: m" + i + "\n\n1\n"));
        }

        var first = messages(account, "inbox?limit=2");
        var second = messages(account, "inbox?limit=2&cursor=" + first.next().orElseThrow());
        var third = messages(account, "inbox?limit=2&cursor=" + second.next().orElseThrow());

        assertEquals(List.of("m5", "m4"), subjects(first));
        assertEquals(List.of("m3", "m2"), subjects(second));
        assertEquals(List.of("m1"), subjects(third));
        assertEquals(Optional.empty(), third.next());
    }

    @Test
    void flagsChangeTheViewsAndTheCounters() {
        long account = mailbox.account("flags");
        mailbox.file(delivery(account, "Subject: a\n\n1\n"), delivery(account, "Subject: b\n\n1\n"));
        var a = bySubject(inbox(account), "a");

        flag(account, a.id(), List.of("\\Seen", "\\flagged", "$Forwarded"), List.of());

        assertEquals(List.of("b"), subjects(messages(account, "inbox?view=unread")));
        assertEquals(List.of("a"), subjects(messages(account, "inbox?view=starred")));
        assertEquals(
                List.of("\\Seen", "\\Flagged", "$Forwarded"),
                bySubject(inbox(account), "a").flags());
        assertEquals(1, folder(account, "Inbox").unseen());

        flag(account, a.id(), List.of(), List.of("\\Seen", "$Forwarded"));

        assertEquals(List.of("\\Flagged"), bySubject(inbox(account), "a").flags());
        assertEquals(2, folder(account, "Inbox").unseen());
    }

    @Test
    void aMoveGivesANewUidAndCanBeUndone() {
        long account = mailbox.account("moves");
        mailbox.file(delivery(account, "Subject: a\n\n1\n"), delivery(account, "Subject: b\n\n1\n"));
        long id = bySubject(inbox(account), "a").id();

        var moved = move(account, new Move(List.of(id), "trash"));

        assertEquals(List.of("b"), subjects(inbox(account)));
        assertEquals(id, only(messages(account, "trash")).id());
        assertEquals(1, folder(account, "Inbox").unseen());
        moved.undo().forEach(back -> move(account, back));
        assertEquals(3, bySubject(inbox(account), "a").uid());
        assertEquals(2, folder(account, "Inbox").unseen());
        assertEquals(0, folder(account, "Trash").messages());
    }

    @Test
    void aDraftReplacesItsLastVersion() {
        long account = mailbox.account("drafts");
        var first = draft(account, "Subject: one\n\n1\n", "");

        draft(account, "Subject: two\n\n2\n", "&replaces=" + first.id());

        var row = only(messages(account, "drafts"));
        assertEquals("two", row.subject());
        assertEquals(List.of("\\Seen", "\\Draft"), row.flags());
        assertEquals(1, mailbox.number("SELECT count(*) FROM mailbox.content WHERE account = " + account));
    }

    @Test
    void aMessageIsReadWithItsParts() {
        long account = mailbox.account("parts");
        mailbox.file(delivery(account, """
                From: Bob <bob@example.com>
                Subject: picture
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/html; charset=utf-8

                <p>look</p>
                --b
                Content-Type: application/pdf; name="a b.pdf"
                Content-Transfer-Encoding: base64

                aGVsbG8=
                --b--
                """));
        long id = only(inbox(account)).id();

        var view = mailbox.client().get(path(account, "messages/" + id), MessageView.class);

        assertEquals(Optional.of("<p>look</p>"), view.html().map(String::strip));
        assertEquals("a b.pdf", view.parts().getFirst().fileName().orElseThrow());
        var octets = mailbox.client().bytes(path(account, "messages/" + id + "/parts/2"));
        assertEquals("hello", new String(octets, UTF_8));
    }

    private static Delivery delivery(long account, String message) {
        return Delivery.of(MessageId.next(Instant.now()), account, message);
    }

    private static String path(long account, String rest) {
        return "/internal/v1/accounts/" + account + "/" + rest;
    }

    private static Page<MessageRow> inbox(long account) {
        return messages(account, "inbox");
    }

    private static Page<MessageRow> messages(long account, String folder) {
        int question = folder.indexOf('?');
        var name = question < 0 ? folder : folder.substring(0, question);
        var query = question < 0 ? "" : folder.substring(question);
        return mailbox.client().get(path(account, "folders/" + name + "/messages" + query), new TypeReference<>() {});
    }

    private static MessageRow only(Page<MessageRow> page) {
        assertEquals(1, page.items().size(), page.toString());
        return page.items().getFirst();
    }

    private static MessageRow bySubject(Page<MessageRow> page, String subject) {
        return page.items().stream()
                .filter(row -> row.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> subjects(Page<MessageRow> page) {
        return page.items().stream().map(MessageRow::subject).toList();
    }

    private static Folder folder(long account, String use) {
        var folders = mailbox.client().get(path(account, "folders"), new TypeReference<List<Folder>>() {});
        return folders.stream()
                .filter(folder -> folder.use().equals(Optional.of(use)))
                .findFirst()
                .orElseThrow();
    }

    private static void flag(long account, long id, List<String> add, List<String> remove) {
        mailbox.client().post(path(account, "messages/flags"), new FlagChange(List.of(id), add, remove));
    }

    private static Moved move(long account, Move move) {
        return mailbox.client().post(path(account, "messages/move"), move, Moved.class);
    }

    private static void expunge(long account, long id) {
        mailbox.client().post(path(account, "messages/expunge"), new Expunge(List.of(id)));
    }

    private static Appended draft(long account, String message, String more) {
        return mailbox.client()
                .postBytes(
                        path(account, "folders/drafts/messages?flags=%5CDraft,%5CSeen" + more),
                        "message/rfc822",
                        message.replace("\n", "\r\n").getBytes(UTF_8),
                        Appended.class);
    }
}
