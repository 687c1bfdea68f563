package org.posthorn.policy.credit;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.CreditApi.Line;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// What people ask of the ledger. It reads only.
final class CreditQueries {
    private static final String BALANCE =
            "SELECT account, available, reserved, low_since FROM credit_account WHERE account = ?";
    private static final String BALANCES = """
            SELECT account, available, reserved, low_since FROM credit_account
             WHERE account > ? AND (NOT ? OR low_since IS NOT NULL) ORDER BY account LIMIT ?
            """;
    private static final String STATEMENT = """
            SELECT entry, at, kind, credits, balance, subject, reason, actor FROM credit_entry
             WHERE account = ? AND entry < ? AND kind <> 'SETTLE' ORDER BY entry DESC LIMIT ?
            """;

    /// Accounts whose row is not what their entries, or their reserved charges, add up to.
    private static final String DIFFERENCES = """
            SELECT a.account, a.available, a.reserved,
                   coalesce(e.available, 0) AS entered, coalesce(e.reserved, 0) AS entered_reserved,
                   coalesce(c.reserved, 0) AS charged
              FROM credit_account a
              LEFT JOIN (SELECT account,
                                sum(CASE WHEN credited = 'AVAILABLE' THEN credits
                                         WHEN debited = 'AVAILABLE' THEN -credits ELSE 0 END) AS available,
                                sum(CASE WHEN credited = 'RESERVED' THEN credits
                                         WHEN debited = 'RESERVED' THEN -credits ELSE 0 END) AS reserved
                           FROM credit_entry GROUP BY account) e USING (account)
              LEFT JOIN (SELECT account,
                                sum(CASE per WHEN 'MESSAGE' THEN credits
                                    ELSE credits * cardinality(waiting) END) AS reserved
                           FROM credit_charge WHERE state = 'RESERVED' GROUP BY account) c USING (account)
             WHERE a.available <> coalesce(e.available, 0)
                OR a.reserved <> coalesce(e.reserved, 0)
                OR a.reserved <> coalesce(c.reserved, 0)
             ORDER BY a.account LIMIT ?
            """;
    private static final String SUMS = """
            SELECT (SELECT count(*) FROM credit_account) AS accounts,
                   (SELECT coalesce(sum(available), 0) FROM credit_account) AS available,
                   (SELECT coalesce(sum(reserved), 0) FROM credit_account) AS reserved,
                   (SELECT count(*) FROM credit_charge WHERE state = 'RESERVED') AS waiting,
                   count(*) AS entries,
                   coalesce(sum(CASE WHEN debited = 'ISSUED' THEN credits
                                     WHEN credited = 'ISSUED' THEN -credits ELSE 0 END), 0) AS issued,
                   coalesce(sum(credits) FILTER (WHERE credited = 'EARNED'), 0) AS earned
              FROM credit_entry
            """;

    /// A row that is not what it should be.
    ///
    /// @param entered what the entries add up to
    /// @param charged what the reserved charges add up to
    record Difference(Standing row, long entered, long enteredReserved, long charged) {}

    /// The sums of all accounts.
    record Sums(long accounts, long entries, long issued, long available, long reserved, long earned, long waiting) {}

    Optional<Standing> balance(Sql sql, AccountId account) {
        return sql.queryOne(BALANCE, CreditQueries::readStanding, account);
    }

    List<Standing> balances(Sql sql, AccountId after, boolean low, int limit) {
        return sql.query(BALANCES, CreditQueries::readStanding, after, low, limit);
    }

    /// The newest first.
    ///
    /// @param before entries older than this one
    List<Line> statement(Sql sql, AccountId account, long before, int limit) {
        return sql.query(STATEMENT, CreditQueries::readLine, account, before, limit);
    }

    List<Difference> differences(Sql sql, int limit) {
        return sql.query(
                DIFFERENCES,
                row -> new Difference(
                        new Standing(
                                new AccountId(row.number("account")),
                                row.number("available"),
                                row.number("reserved"),
                                Optional.<Instant>empty()),
                        row.number("entered"),
                        row.number("entered_reserved"),
                        row.number("charged")),
                limit);
    }

    Sums sums(Sql sql) {
        return sql.queryOne(
                        SUMS,
                        row -> new Sums(
                                row.number("accounts"),
                                row.number("entries"),
                                row.number("issued"),
                                row.number("available"),
                                row.number("reserved"),
                                row.number("earned"),
                                row.number("waiting")))
                .orElseThrow();
    }

    private static Standing readStanding(Row row) throws SQLException {
        return new Standing(
                new AccountId(row.number("account")),
                row.number("available"),
                row.number("reserved"),
                row.optionalInstant("low_since"));
    }

    private static Line readLine(Row row) throws SQLException {
        var kind = row.constant("kind", Kind.class);
        boolean ofMessage = kind == Kind.RESERVE || kind == Kind.REFUND;
        return new Line(
                row.number("entry"),
                row.instant("at"),
                kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Standing.share(kind, Kind.Book.AVAILABLE, row.number("credits")),
                row.number("balance"),
                Optional.of(row.text("subject")).filter(_ -> ofMessage),
                row.optionalText("reason"),
                row.text("actor"));
    }
}
