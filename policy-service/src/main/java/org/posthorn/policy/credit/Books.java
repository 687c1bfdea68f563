package org.posthorn.policy.credit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.AccountId;

/// The credits of some accounts while their rows are locked: what is posted is collected here and written at the end.
/// Confined to one transaction.
final class Books {
    private final Map<AccountId, Standing> standings = new HashMap<>();
    private final Map<AccountId, Standing> changed = new LinkedHashMap<>();
    private final List<Written> written = new ArrayList<>();

    /// A posting and the balance after it.
    record Written(Posting posting, long balance) {}

    Books(List<Standing> locked) {
        locked.forEach(standing -> standings.put(standing.account(), standing));
    }

    /// What an account may spend.
    long available(AccountId account) {
        return of(account).available();
    }

    /// Posts.
    ///
    /// @return false when there is too little for it
    boolean post(Posting posting) {
        var after = of(posting.account()).after(posting.kind(), posting.credits());
        if (after.isEmpty()) {
            return false;
        }
        standings.put(posting.account(), after.get());
        changed.put(posting.account(), after.get());
        written.add(new Written(posting, after.get().available()));
        return true;
    }

    private Standing of(AccountId account) {
        return Optional.ofNullable(standings.get(account))
                .orElseThrow(() -> new IllegalStateException("the account " + account + " is not locked"));
    }

    List<Written> written() {
        return written;
    }

    /// The accounts that changed, as they are now.
    List<Standing> changed(long low, Instant now) {
        return changed.values().stream()
                .map(standing -> standing.watched(low, now))
                .toList();
    }
}
