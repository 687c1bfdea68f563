package org.posthorn.mailbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.events.api.MailApi.Appended;
import org.posthorn.events.api.MailApi.Expunge;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.Page;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.mailbox.quota.QuotaWatch;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.Eventually;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class QuotaTest {
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
    void anAccountTakesItsLimitsFromItselfThenItsDomainThenTheSettings() {
        mailbox.account("levels");
        assertEquals(25L << 30, quota("levels").maxBytes());

        limitDomain(new QuotaLimits(Optional.of(5_000_000L), Optional.of(77L)));
        assertEquals(5_000_000, quota("levels").maxBytes());
        limit("levels", new QuotaLimits(Optional.of(0L), Optional.empty()));

        assertEquals(0, quota("levels").maxBytes());
        assertEquals(77, quota("levels").maxMessages());
        limitDomain(new QuotaLimits(Optional.empty(), Optional.empty()));
        assertEquals(0, quota("levels").maxMessages());
    }

    @Test
    void theOwnerIsWarnedOnceAtEachLevelAndAFullMailboxIsToldToTheDirectory() {
        long account = mailbox.account("filling");
        limit("filling", new QuotaLimits(Optional.of(0L), Optional.of(20L)));
        file(account, 15);
        look();
        assertEquals(List.of(), warnings(account));

        file(account, 1);
        look();
        assertEquals(List.of("Your mailbox is 80 % full"), warnings(account));
        file(account, 1);
        look();
        assertEquals(List.of("Your mailbox is 80 % full"), warnings(account));
        assertEquals(Optional.empty(), quota("filling").fullSince());

        file(account, 3);
        look();
        assertEquals(
                List.of("Your mailbox is full: new mail is refused", "Your mailbox is 80 % full"), warnings(account));
        assertEquals(1, facts(account, "IS NOT NULL"));
    }

    @Test
    void whatWasAcceptedIsFiledAlthoughTheMailboxIsFull() {
        long account = mailbox.account("accepted");
        limit("accepted", new QuotaLimits(Optional.of(0L), Optional.of(1L)));

        file(account, 3);

        assertEquals(3, quota("accepted").messages());
    }

    @Test
    void aFullMailboxTakesNoMessageFromItsOwnerUntilThereIsRoom() {
        long account = mailbox.account("draft");
        file(account, 2);
        limit("draft", new QuotaLimits(Optional.of(0L), Optional.of(2L)));
        look();
        assertEquals(1, facts(account, "IS NOT NULL"));

        var refused = assertThrows(ServiceError.Refused.class, () -> append(account));
        assertEquals(413, refused.status());

        mailbox.client()
                .post(
                        "/internal/v1/accounts/" + account + "/messages/expunge",
                        new Expunge(inbox(account).stream().map(MessageRow::id).toList()));
        append(account);
        look();
        assertEquals(1, facts(account, "IS NULL"));
        assertEquals(Optional.empty(), quota("draft").fullSince());
    }

    @Test
    void imapRefusesToAddToAFullMailboxAndUndoesTheWholeCommand() {
        long account = mailbox.account("imapfull");
        file(account, 3);
        limit("imapfull", new QuotaLimits(Optional.of(0L), Optional.of(4L)));

        try (var client =
                Dialogue.with(mailbox.service().bean(ImapListener.class).port())) {
            client.follows("""
                    S: * OK {...}
                    C: a LOGIN imapfull "some password"
                    S: a OK {...}
                    C: b SELECT INBOX
                    S: ...
                    S: b OK {...}
                    C: c COPY 1:3 Archive
                    S: ...
                    S: c NO [OVERQUOTA] The mailbox is full
                    C: d COPY 1 Archive
                    S: ...
                    S: d OK {...}
                    C: e APPEND INBOX {1+}
                    C: x
                    S: ...
                    S: e NO [OVERQUOTA] The mailbox is full
                    C: ee APPEND Nowhere {1+}
                    C: x
                    S: ...
                    S: ee NO [TRYCREATE] There is no such mailbox
                    C: f MOVE 1 Trash
                    S: ...
                    S: f OK Moved
                    C: g STATUS Archive (MESSAGES)
                    S: * STATUS {...} (MESSAGES 1)
                    S: g OK {...}
                    """);
        }
    }

    @Test
    void imapReplacesNothingWhileTheMailboxHoldsTooMuch() {
        long account = mailbox.account("replacing");
        file(account, 3);
        limit("replacing", new QuotaLimits(Optional.of(0L), Optional.of(2L)));

        try (var client =
                Dialogue.with(mailbox.service().bean(ImapListener.class).port())) {
            client.follows("""
                    S: * OK {...}
                    C: a LOGIN replacing "some password"
                    S: a OK {...}
                    C: b SELECT INBOX
                    S: ...
                    S: b OK {...}
                    C: c REPLACE 1 INBOX {1+}
                    C: x
                    S: ...
                    S: c NO [OVERQUOTA] The mailbox is full
                    C: d UID FETCH 1:3 UID
                    S: * 1 FETCH (UID 1)
                    S: * 2 FETCH (UID 2)
                    S: * 3 FETCH (UID 3)
                    S: d OK Fetched
                    """);
        }
    }

    private static Appended append(long account) {
        return mailbox.client()
                .postBytes(
                        "/internal/v1/accounts/" + account + "/folders/drafts/messages",
                        "message/rfc822",
                        "Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII),
                        Appended.class);
    }

    private static long facts(long account, String condition) {
        return mailbox.number(
                "SELECT count(*) FROM account WHERE account = " + account + " AND over_quota_since " + condition);
    }

    private static void look() {
        // the service's own watch may hold an account at this moment: then it tells
        mailbox.service().bean(QuotaWatch.class).look();
        Eventually.eventually(
                "all is told",
                () -> mailbox.service()
                        .bean(Database.class)
                        .query("SELECT 1 FROM mailbox WHERE quota_level <> quota_told", _ -> 1)
                        .isEmpty());
    }

    private static void file(long account, int count) {
        for (int i = 0; i < count; i++) {
            mailbox.file(Delivery.of(MessageId.next(Instant.now()), account, "Subject: mail\n\n" + i + "\n"));
        }
    }

    private static List<String> warnings(long account) {
        return inbox(account).stream()
                .map(MessageRow::subject)
                .filter(subject -> !subject.equals("mail"))
                .toList();
    }

    private static List<MessageRow> inbox(long account) {
        return mailbox.client()
                .get(
                        "/internal/v1/accounts/" + account + "/folders/inbox/messages",
                        new TypeReference<Page<MessageRow>>() {})
                .items();
    }

    private static Quota quota(String name) {
        return mailbox.client().get("/internal/v1/accounts/" + name + "/quota", Quota.class);
    }

    private static void limit(String name, QuotaLimits limits) {
        mailbox.client().put("/internal/v1/accounts/" + name + "/quota", limits, Quota.class);
    }

    private static void limitDomain(QuotaLimits limits) {
        mailbox.client().put("/internal/v1/domains/localhost/quota", limits, QuotaLimits.class);
    }
}
