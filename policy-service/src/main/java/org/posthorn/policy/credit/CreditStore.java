package org.posthorn.policy.credit;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Accounts, entries and charges in PostgreSQL. Locks are taken in order, so that two transactions never wait for each
/// other: charges by message, then accounts by number.
final class CreditStore {
    private static final String OPEN = """
            INSERT INTO credit_account (account, version)
            SELECT account, nextval('policy_version') FROM unnest(?::bigint[]) AS account ORDER BY account
            ON CONFLICT (account) DO NOTHING RETURNING account
            """;
    private static final String LOCK_ACCOUNTS = """
            SELECT account, available, reserved, low_since FROM credit_account
             WHERE account = ANY(?) ORDER BY account FOR UPDATE
            """;
    private static final String SET_ACCOUNT = """
            UPDATE credit_account SET available = ?, reserved = ?, low_since = ?, version = ?
             WHERE account = ?
            """;
    private static final String ADD_ENTRY = """
            INSERT INTO credit_entry
                   (at, account, kind, debited, credited, credits, balance, subject, reason, actor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String IS_POSTED =
            "SELECT 1 AS one FROM credit_entry WHERE account = ? AND kind = ? AND subject = ?";
    private static final String CHARGES = """
            SELECT message, account, state, credits, per, total, waiting, ruling FROM credit_charge
             WHERE message = ANY(?)
            """;
    private static final String LOCK_CHARGES = CHARGES + " AND state = 'RESERVED' ORDER BY message FOR UPDATE";
    private static final String ADD_CHARGE = """
            INSERT INTO credit_charge (message, account, state, credits, per, total, waiting, ruling, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String WAITS_FOR = "UPDATE credit_charge SET waiting = ? WHERE message = ?";
    private static final String END =
            "UPDATE credit_charge SET state = 'ENDED', waiting = '{}', ruling = NULL WHERE message = ANY(?)";

    /// How a charge stands.
    enum State {
        RESERVED,
        ENDED,
        /// The sender could not pay.
        REFUSED
    }

    /// A charge as it is kept.
    ///
    /// @param ruling as JSON; absent once the charge is over
    record Kept(OpenCharge charge, State state, long total, Optional<String> ruling) {}

    /// Makes the rows of accounts that have none.
    ///
    /// @return those that were made
    List<AccountId> open(Sql sql, Collection<AccountId> accounts) {
        return sql.query(OPEN, row -> new AccountId(row.number("account")), numbers(accounts));
    }

    List<Standing> lock(Sql sql, Collection<AccountId> accounts) {
        return sql.query(LOCK_ACCOUNTS, CreditStore::readStanding, numbers(accounts));
    }

    void write(Sql sql, List<Books.Written> entries, Instant now) {
        var rows = new ArrayList<@Nullable Object[]>(entries.size());
        for (var entry : entries) {
            var posting = entry.posting();
            rows.add(new @Nullable Object[] {
                now,
                posting.account(),
                posting.kind(),
                posting.kind().from(),
                posting.kind().to(),
                posting.credits(),
                entry.balance(),
                posting.subject(),
                posting.reason(),
                posting.actor()
            });
        }
        sql.batch(ADD_ENTRY, rows);
    }

    void write(Sql sql, List<Standing> accounts, long version) {
        var changes = new ArrayList<@Nullable Object[]>(accounts.size());
        for (var account : accounts) {
            changes.add(new @Nullable Object[] {
                account.available(), account.reserved(), account.lowSince(), version, account.account()
            });
        }
        sql.batch(SET_ACCOUNT, changes);
    }

    boolean isPosted(Sql sql, Posting posting) {
        return sql.queryOne(IS_POSTED, row -> true, posting.account(), posting.kind(), posting.subject())
                .isPresent();
    }

    List<Kept> charges(Sql sql, Collection<MessageId> messages) {
        return sql.query(CHARGES, CreditStore::readCharge, texts(messages));
    }

    /// The charges of these messages that are not over.
    List<OpenCharge> lockCharges(Sql sql, Collection<MessageId> messages) {
        return sql.query(LOCK_CHARGES, row -> readCharge(row).charge(), texts(messages));
    }

    void addCharge(Sql sql, Kept kept, Instant now) {
        var charge = kept.charge();
        sql.update(
                ADD_CHARGE,
                charge.message(),
                charge.account(),
                kept.state(),
                charge.credits(),
                charge.per(),
                kept.total(),
                charge.waiting(),
                kept.ruling(),
                now);
    }

    void waitsFor(Sql sql, OpenCharge charge) {
        sql.update(WAITS_FOR, charge.waiting(), charge.message());
    }

    void end(Sql sql, Collection<MessageId> messages) {
        sql.update(END, texts(messages));
    }

    private static long[] numbers(Collection<AccountId> accounts) {
        return Set.copyOf(accounts).stream().mapToLong(AccountId::value).toArray();
    }

    private static List<String> texts(Collection<MessageId> messages) {
        return messages.stream().map(MessageId::value).distinct().toList();
    }

    private static Standing readStanding(Row row) throws SQLException {
        return new Standing(
                new AccountId(row.number("account")),
                row.number("available"),
                row.number("reserved"),
                row.optionalInstant("low_since"));
    }

    private static Kept readCharge(Row row) throws SQLException {
        var charge = new OpenCharge(
                new MessageId(row.text("message")),
                new AccountId(row.number("account")),
                row.number("credits"),
                row.constant("per", Per.class),
                row.texts("waiting"));
        return new Kept(charge, row.constant("state", State.class), row.number("total"), row.optionalText("ruling"));
    }
}
