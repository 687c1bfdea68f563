package org.posthorn.policy.credit;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.api.CreditApi.Verification;
import org.posthorn.runtime.sql.Database;

/// Proves that the balances are what the entries add up to, as of one moment.
final class CreditAudit {
    private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    private static final int MOST_PROBLEMS = 100;

    private final Database database;
    private final CreditQueries queries = new CreditQueries();

    CreditAudit(Database database) {
        this.database = database;
    }

    Verification verify() {
        return database.transaction(tx -> {
            tx.update(ONE_MOMENT);
            var sums = queries.sums(tx);
            var problems = new ArrayList<String>();
            queries.differences(tx, MOST_PROBLEMS).forEach(difference -> problems.add(sentence(difference)));
            if (sums.issued() != sums.available() + sums.reserved() + sums.earned()) {
                problems.add(sums.issued() + " credits were issued, but " + sums.available() + " are available, "
                        + sums.reserved() + " reserved and " + sums.earned() + " spent.");
            }
            return new Verification(
                    sums.accounts(),
                    sums.entries(),
                    sums.issued(),
                    sums.available(),
                    sums.reserved(),
                    sums.earned(),
                    sums.waiting(),
                    List.copyOf(problems));
        });
    }

    private static String sentence(CreditQueries.Difference difference) {
        var row = difference.row();
        return "Account " + row.account() + " has " + row.available() + " credits and " + row.reserved()
                + " reserved, but its entries add up to " + difference.entered() + " and "
                + difference.enteredReserved() + ", and its messages under way to " + difference.charged() + ".";
    }
}
