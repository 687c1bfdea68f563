package org.posthorn.mailbox.imap.connection;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.posthorn.events.AccountId;

/// How many sessions each account has; one account cannot take the connections of all.
public final class UserSessions {
    private final int most;
    private final ConcurrentMap<AccountId, Integer> counts = new ConcurrentHashMap<>();

    public UserSessions(int most) {
        this.most = most;
    }

    /// Takes a place; false when the account has none left.
    boolean enter(AccountId account) {
        boolean entered = counts.merge(account, 1, Integer::sum) <= most;
        if (!entered) {
            leave(account);
        }
        return entered;
    }

    void leave(AccountId account) {
        counts.computeIfPresent(account, (_, have) -> have > 1 ? have - 1 : null);
    }
}
