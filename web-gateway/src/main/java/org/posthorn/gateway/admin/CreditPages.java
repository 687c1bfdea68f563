package org.posthorn.gateway.admin;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.CreditApi.Balance;
import org.posthorn.events.api.CreditApi.Price;
import org.posthorn.events.api.CreditApi.Verification;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.credit.Statement;

/// What the pages about credits show.
public final class CreditPages {
    private CreditPages() {}

    /// All balances, the prices, and whether the ledger adds up.
    ///
    /// @param low only those that are low
    public record Overview(
            Frame frame,
            List<Holder> holders,
            boolean low,
            Optional<String> next,
            List<Price> prices,
            Verification verification) {}

    /// An account with its credits.
    public record Holder(Balance balance) {
        public String name() {
            return balance.address().orElse("deleted account " + balance.account());
        }

        public String href() {
            return "/admin/credits/" + balance.account();
        }
    }

    /// One account's credits.
    ///
    /// @param key of the order that the form gives: pressing twice posts once
    public record Detail(Frame frame, Holder holder, String key, Statement statement) {}
}
