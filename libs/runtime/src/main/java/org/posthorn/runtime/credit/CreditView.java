package org.posthorn.runtime.credit;

import java.util.Optional;
import java.util.function.Function;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.PolicyEntry;

/// Prices and balances as policy-service published them. What is not known yet refuses nobody: the charge itself is
/// decided by policy-service, and a message that slips through here comes back to its sender.
public final class CreditView {
    private static final String EVERYWHERE = "*";

    private final Function<String, Optional<PolicyEntry>> policy;

    /// @param policy entries of the topic `policy` by key
    public CreditView(Function<String, Optional<PolicyEntry>> policy) {
        this.policy = policy;
    }

    /// Whether it reads such entries: a view that is for credits only need not keep the others.
    public static boolean reads(PolicyEntry entry) {
        return entry instanceof PolicyEntry.Price || entry instanceof PolicyEntry.Balance;
    }

    /// What the account's messages to the world cost; nothing when they are free.
    public Optional<PolicyEntry.Price> price(AccountFacts account) {
        if (account.role() == Role.ADMIN) {
            return Optional.empty();
        }
        var address = account.primaryAddress();
        return priceIn(address.substring(address.lastIndexOf('@') + 1))
                .or(() -> priceIn(EVERYWHERE))
                .filter(price -> price.credits() > 0);
    }

    private Optional<PolicyEntry.Price> priceIn(String domain) {
        return policy.apply(PolicyEntry.Price.keyOf(domain))
                .filter(PolicyEntry.Price.class::isInstance)
                .map(PolicyEntry.Price.class::cast);
    }

    /// The account's balance, when policy-service has opened it.
    public Optional<PolicyEntry.Balance> balance(AccountId account) {
        return policy.apply(PolicyEntry.Balance.keyOf(account))
                .filter(PolicyEntry.Balance.class::isInstance)
                .map(PolicyEntry.Balance.class::cast);
    }

    /// Why a message to so many recipients in the world cannot be sent.
    public Optional<Shortfall> shortfall(AccountFacts account, int recipients) {
        if (recipients == 0) {
            return Optional.empty();
        }
        return price(account)
                .flatMap(price -> balance(account.account())
                        .map(balance -> new Shortfall(price.cost(recipients), balance.credits()))
                        .filter(shortfall -> shortfall.left() < shortfall.needed()));
    }
}
