package org.posthorn.policy.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;
import org.posthorn.events.api.CreditApi.Line;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// Two instances of policy-service on one database.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CreditLedgerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final AtomicLong ACCOUNTS = new AtomicLong(100);

    private Database one;
    private Database other;
    private CreditLedger ledger;
    private CreditLedger replica;
    private AccountId account;

    @BeforeAll
    void open(TestDatabase test) {
        var settings = Settings.of(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password(),
                "credits.initial=100",
                "credits.low-balance=40");
        one = Database.open(settings.get(DatabaseSettings.class), "policy");
        other = Database.open(settings.get(DatabaseSettings.class), "policy");
        ledger = ledger(one, settings);
        replica = ledger(other, settings);
    }

    private static CreditLedger ledger(Database database, Settings settings) {
        var clock = InstantSource.fixed(NOW);
        return new CreditLedger(
                database, new PolicyEntries(new Outbox(), clock), settings.get(CreditSettings.class), clock);
    }

    @AfterAll
    void close() {
        one.close();
        other.close();
    }

    @BeforeEach
    void newAccount() {
        account = new AccountId(ACCOUNTS.incrementAndGet());
    }

    @Test
    void aNewAccountHasItsStartingCreditsOnceAndForAll() {
        ledger.open(List.of(account));
        replica.open(List.of(account));

        assertEquals(List.of("grant 100 -> 100"), statement());
    }

    @Test
    void aMessageIsChargedOnceHoweverOftenItIsJudged() {
        var fare = fare("a@sink.test", "b@sink.test");

        var first = ledger.charge(fare);
        var again = replica.charge(fare);

        assertEquals(first, again);
        assertEquals(4, first.charge().orElseThrow().credits());
        assertEquals(List.of("grant 100 -> 100", "reserve -4 -> 96"), statement());
    }

    @Test
    void aRedoObeysWhatWasDecidedThen() {
        ledger.open(List.of(account));
        assertEquals(OptionalLong.empty(), ledger.post(posting(Kind.LOWER, 99)));
        var fare = fare("a@sink.test");
        var refused = ledger.charge(fare);
        ledger.post(posting(Kind.TOP_UP, 1_000));

        // meanwhile its routes are others, too
        var other = new Ruling(new Verdict.Deliver("now"), List.of());
        var redone = replica.charge(new Fare(fare.message(), account, 4, Per.MESSAGE, List.of(), other));

        assertEquals(refused, redone);
        assertEquals(
                new Verdict.Return("Insufficient credits: 4 needed, 1 left"),
                redone.ruling().verdict());
        var route = (Route.Unroutable) redone.ruling().routes().getFirst();
        assertEquals("Insufficient credits: 4 needed, 1 left", route.reason());
        assertEquals(Optional.of("5.7.0"), route.status());
        assertEquals(Optional.empty(), redone.charge());
    }

    @Test
    void whoCannotPayStillReachesHisNeighbours() {
        ledger.open(List.of(account));
        ledger.post(posting(Kind.LOWER, 100));
        var local = new Route.Local("bob@example.com", "bob@example.com", account, Purpose.INBOX);
        var ruling = new Ruling(new Verdict.Deliver("fine"), List.of(local, remote("a@sink.test")));

        var charged = ledger.charge(new Fare(next(), account, 4, Per.MESSAGE, List.of("a@sink.test"), ruling));

        assertEquals(new Verdict.Deliver("fine"), charged.ruling().verdict());
        assertEquals(local, charged.ruling().routes().getFirst());
        assertTrue(charged.ruling().routes().getLast() instanceof Route.Unroutable);
    }

    @Test
    void failedMessagesAreRefundedAndDeliveredOnesSettledOnce() {
        var failed = fare("a@sink.test", "b@sink.test");
        var arrived = fare("c@sink.test");
        ledger.charge(failed);
        ledger.charge(arrived);
        var outcomes = List.of(
                OpenChargeTest.outcome(failed.message(), 'B', "a@sink.test"),
                OpenChargeTest.outcome(arrived.message(), 'D', "c@sink.test"),
                OpenChargeTest.outcome(failed.message(), 'X', "b@sink.test"));

        ledger.settle(outcomes);
        replica.settle(outcomes);

        assertEquals(
                List.of("grant 100 -> 100", "reserve -4 -> 96", "reserve -4 -> 92", "refund 4 -> 96"), statement());
        assertEquals(0, standing().reserved());
    }

    @Test
    void eachRecipientPaysWhereThePriceIsForEach() {
        var recipients = List.of("a@sink.test", "b@sink.test", "c@sink.test");
        var fare = new Fare(next(), account, 2, Per.RECIPIENT, recipients, ruling(recipients));

        assertEquals(6, ledger.charge(fare).charge().orElseThrow().credits());
        ledger.settle(List.of(
                OpenChargeTest.outcome(fare.message(), 'D', "a@sink.test"),
                OpenChargeTest.outcome(fare.message(), 'E', "b@sink.test")));

        assertEquals(List.of("grant 100 -> 100", "reserve -6 -> 94", "refund 2 -> 96"), statement());
        assertEquals(2, standing().reserved());
    }

    /// 25 messages are all that 100 credits pay for.
    @Test
    void theBalanceIsNeverNegativeUnderConcurrentSendersOnTwoInstances() throws Exception {
        var ledgers = List.of(ledger, replica);
        var sends = new ArrayList<Callable<Charged>>();
        for (int i = 0; i < 200; i++) {
            var instance = ledgers.get(i % 2);
            var fare = fare("a@sink.test");
            sends.add(() -> instance.charge(fare));
        }
        var charged = new ArrayList<Charged>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sent : threads.invokeAll(sends)) {
                charged.add(sent.get());
            }
        }

        assertEquals(
                25, charged.stream().filter(one -> one.charge().isPresent()).count());
        assertEquals(new Standing(account, 0, 100, Optional.of(NOW)), standing());
        assertEquals(List.of(), new CreditAudit(one).verify().problems());
    }

    @Test
    void anOrderIsPostedOnceUnderItsKeyAndNeverBelowZero() {
        ledger.open(List.of(account));
        var order = posting(Kind.TOP_UP, 50);

        assertEquals(OptionalLong.empty(), ledger.post(order));
        assertEquals(OptionalLong.empty(), replica.post(order));
        assertEquals(OptionalLong.of(1), ledger.post(posting(Kind.LOWER, 151)));

        assertEquals(List.of("grant 100 -> 100", "top-up 50 -> 150"), statement());
    }

    @Test
    void entriesCannotBeChanged() {
        ledger.open(List.of(account));

        assertThrows(RuntimeException.class, () -> one.update("UPDATE credit_entry SET credits = 1000"));
        assertThrows(RuntimeException.class, () -> one.update("DELETE FROM credit_entry"));
        assertThrows(RuntimeException.class, () -> one.update("TRUNCATE credit_entry"));
    }

    @Test
    void verificationNamesABalanceThatSomebodyChanged() {
        ledger.open(List.of(account));
        one.update("UPDATE credit_account SET available = 1000 WHERE account = ?", account);

        var problems = new CreditAudit(one).verify().problems();

        one.update("UPDATE credit_account SET available = 100 WHERE account = ?", account);
        assertEquals(
                "Account " + account + " has 1000 credits and 0 reserved, but its entries add up to 100 and 0,"
                        + " and its messages under way to 0.",
                problems.getFirst());
        assertEquals(2, problems.size(), problems.toString());
        assertEquals(List.of(), new CreditAudit(one).verify().problems());
    }

    private static MessageId next() {
        return MessageId.next(NOW);
    }

    private Fare fare(String... recipients) {
        var everyone = List.of(recipients);
        return new Fare(next(), account, 4, Per.MESSAGE, everyone, ruling(everyone));
    }

    private static Ruling ruling(List<String> recipients) {
        return new Ruling(
                new Verdict.Deliver("fine"),
                recipients.stream().map(CreditLedgerTest::remote).toList());
    }

    private static Route remote(String recipient) {
        return new Route.Remote(recipient, recipient, "sink.test");
    }

    private Posting posting(Kind kind, long credits) {
        return new Posting(account, kind, credits, next().value(), Optional.of("a test"), "the test");
    }

    private Standing standing() {
        return new CreditQueries().balance(one, account).orElseThrow();
    }

    private List<String> statement() {
        return new CreditQueries()
                .statement(one, account, Long.MAX_VALUE, 100).reversed().stream()
                        .map(CreditLedgerTest::words)
                        .toList();
    }

    private static String words(Line line) {
        return line.kind() + " " + line.change() + " -> " + line.balance();
    }
}
