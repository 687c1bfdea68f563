package org.posthorn.gateway.trace;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;

/// Whose mail is looked at, and at which address.
///
/// @param base the address of the pages
/// @param own the account whose mail alone is seen; absent for admins, who see all
record Scope(String base, Optional<AccountId> own) {
    static final Scope ALL = new Scope("/admin/trace", Optional.empty());

    static Scope of(AccountId account) {
        return new Scope("/trace", Optional.of(account));
    }

    /// The terms that a message in it has.
    List<String> terms() {
        return own.map(account -> List.of("account:" + account)).orElse(List.of());
    }

    /// Of what a search found, what may be seen.
    List<TraceStore.Found> visible(List<TraceStore.Found> found, TraceSearch search) {
        return own.map(account -> Visible.of(found, search, account)).orElse(found);
    }

    /// As much of a message as may be seen.
    Optional<TraceStore.Found> visible(TraceStore.Found found) {
        return own.isEmpty() ? Optional.of(found) : Visible.of(found, own.get());
    }
}
