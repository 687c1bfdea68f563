package org.posthorn.policy.credit;

import java.util.List;
import java.util.function.Consumer;
import org.posthorn.events.AccountId;
import org.posthorn.events.PolicyEntry;
import org.posthorn.policy.publish.EntrySource;
import org.posthorn.runtime.sql.Transaction;

/// Every balance, for a log that has none.
public final class BalanceSource implements EntrySource {
    private static final int PAGE = 1_000;
    private static final String HOLD_STILL = "LOCK TABLE credit_account IN SHARE ROW EXCLUSIVE MODE";
    private static final String AFTER = """
            SELECT account, available, low_since, version FROM credit_account
             WHERE account > ? ORDER BY account LIMIT ?
            """;

    @Override
    public void snapshot(Transaction tx, Consumer<List<? extends PolicyEntry>> pages) {
        tx.update(HOLD_STILL);
        var page = after(tx, new AccountId(Long.MIN_VALUE));
        while (!page.isEmpty()) {
            pages.accept(page);
            page = after(tx, page.getLast().account());
        }
    }

    private static List<PolicyEntry.Balance> after(Transaction tx, AccountId account) {
        return tx.query(
                AFTER,
                row -> new PolicyEntry.Balance(
                        new AccountId(row.number("account")),
                        row.number("available"),
                        row.number("version"),
                        row.optionalInstant("low_since")),
                account,
                PAGE);
    }
}
