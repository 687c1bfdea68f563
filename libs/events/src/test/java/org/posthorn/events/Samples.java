package org.posthorn.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One example of each event, with every component filled.
final class Samples {
    private static final Instant AT = Instant.parse("2026-11-01T09:12:03.101Z");
    private static final MessageId ID = MessageId.of("01KEXAMP1EMESSAGE000000001");
    private static final AccountId ALICE = new AccountId(7);
    private static final Client CLIENT =
            new Client("192.0.2.7", 40125, "mta1.example.org", Optional.of("TLSv1.3"), Optional.of("TLS_AES_256"));
    private static final Outcome.Subject SUBJECT =
            new Outcome.Subject(ID, "bob@example.com", "info@example.net", Purpose.INBOX);
    private static final Outcome.Attempt ATTEMPT = new Outcome.Attempt(
            Optional.of("mx.example.com"), Optional.of("198.51.100.4"), "450 4.2.0 greylisted", "4.2.0");
    private static final Verdict DELIVER = new Verdict.Deliver("no rule is against it");

    private Samples() {}

    static List<Event> all() {
        return List.of(
                accepted(),
                new MessageRefused(
                        AT,
                        CLIENT,
                        "mx",
                        "RCPT",
                        Optional.of("a@example.org"),
                        Optional.of("nobody@example.net"),
                        Optional.empty(),
                        "550 5.1.1 User not found",
                        Optional.empty()),
                new SmtpActivity("connection", "192.0.2.0/24", AT, 3, "ingress-0"),
                judged(),
                new LocalDelivery(
                        ID,
                        ALICE,
                        "alice@example.net",
                        "info@example.net",
                        Purpose.SENT,
                        Optional.of("Sent"),
                        "a@example.org",
                        AT,
                        "Bcc: carol@example.com\r\n",
                        DELIVER),
                new RemoteDelivery(
                        ID,
                        "example.com",
                        envelope(),
                        List.of(new RemoteDelivery.RemoteRecipient("bob@example.com", "info@example.net")),
                        AT,
                        new Origin.Web(ALICE, true, List.of("carol@example.com")),
                        Optional.of("Lunch")),
                new Outcome.Delivered(SUBJECT, AT, Optional.of(ALICE), Optional.of("INBOX"), Optional.of(ATTEMPT)),
                new Outcome.Bounced(SUBJECT, AT, ATTEMPT, Optional.of(ID)),
                new Outcome.Expired(SUBJECT, AT, ATTEMPT, Optional.of(ID)),
                new Outcome.Discarded(SUBJECT, AT, "admin@example.net", "deleted from the queue"),
                new Outcome.Deferred(SUBJECT, AT, ATTEMPT, 2, AT.plusSeconds(600)),
                new Outcome.Held(SUBJECT, AT, "admin@example.net", "while we ask"),
                new Outcome.Quarantined(SUBJECT, AT, "a virus", AT.plusSeconds(86_400)),
                new Outcome.InDoubt(SUBJECT, AT, ATTEMPT, "retry"),
                new MailboxChange.Added(
                        ALICE,
                        1,
                        "INBOX",
                        12,
                        AT,
                        List.of(new MailboxChange.AddedMessage(5, 4, Optional.of(ID), "Bob", "Lunch"))),
                new MailboxChange.Flagged(ALICE, 1, 13, AT, List.of(4L)),
                new MailboxChange.Moved(
                        ALICE, 1, 14, AT, List.of(4L), 3, Optional.of("Inbox"), Optional.of("Junk"), List.of(5L)),
                new MailboxChange.Expunged(ALICE, 3, 15, AT, List.of(1L)),
                new MailboxChange.FoldersChanged(ALICE, 6, 16, AT),
                new DirectoryEntry.ServedDomain("example.net", 1, DirectoryEntry.Access.EVERYONE, 3),
                new DirectoryEntry.AccountAddress("alice@example.net", ALICE, 4),
                new DirectoryEntry.Alias("info@example.net", List.of("bob@example.com"), 5),
                new DirectoryEntry.AccountFacts(
                        ALICE,
                        "alice@example.net",
                        List.of("alice@example.net"),
                        DirectoryEntry.Role.ADMIN,
                        true,
                        false,
                        1,
                        Optional.of(AT),
                        6),
                new DirectoryEntry.SnapshotComplete(AT, 6),
                new PolicyEntry.Blocked("*@spam.example", true, "spam", "admin", AT, Optional.of(AT), 1),
                new PolicyEntry.Allowed("friend@example.org", false, "a friend", "admin", AT, Optional.empty(), 6),
                new PolicyEntry.Throttled("sender", "a@example.org", AT, "100 a day", 2),
                new PolicyEntry.Suppressed("example.net", "gone@example.com", "550 5.1.1", AT, Optional.of(AT), 3),
                new PolicyEntry.Balance(ALICE, 96, 4, Optional.empty()),
                new PolicyEntry.Price("example.net", 4, PolicyEntry.Per.MESSAGE, 5),
                new PolicyEntry.DomainRules(
                        "example.net", true, List.of("127.0.0.0/8"), Map.of("connections-per-hour", 10L), 5),
                new PolicyEntry.Limited("example.net", Map.of("messages-per-day", -1L), "admin", AT, 7),
                new PolicyEntry.SnapshotComplete(AT, 5));
    }

    private static MailEnvelope envelope() {
        var bob = new Recipient("bob@example.com", List.of("FAILURE"), Optional.of("rfc822;bob@example.com"));
        return new MailEnvelope(
                "a@example.org", List.of(bob), true, true, true, Optional.of("HDRS"), Optional.of("QQ314"));
    }

    private static MessageAccepted accepted() {
        var origin = new Origin.Submission(ALICE, true, List.of("carol@example.com"));
        return new MessageAccepted(ID, AT, origin, Optional.of(CLIENT), envelope(), 4096);
    }

    private static MessageJudged judged() {
        return new MessageJudged(
                ID,
                AT,
                AT.plusMillis(16),
                new Origin.Mx(),
                "a@example.org",
                DELIVER,
                List.of(new MessageJudged.Evidence("spf", "pass", "192.0.2.7 may send for example.org", 812)),
                List.of(
                        new Route.Local("info@example.net", "alice@example.net", ALICE, Purpose.INBOX),
                        new Route.Remote("info@example.net", "bob@example.com", "example.com"),
                        new Route.Unroutable("old@example.net", "old@example.net", "the account was deleted")),
                List.of("example.net/default/rsa"),
                Optional.of(new MessageJudged.Charge(ALICE, 4, "e1")),
                Optional.of("<1@example.org>"),
                Optional.of("Lunch"),
                Optional.of("a@example.org"));
    }
}
