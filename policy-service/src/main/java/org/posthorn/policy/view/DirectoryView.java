package org.posthorn.policy.view;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.mailauth.srs.Srs;
import org.posthorn.policy.route.Directory;
import org.posthorn.runtime.kafka.View;

/// The directory as routing sees it.
public final class DirectoryView implements Directory, View.Follower<DirectoryEntry> {
    private static final String ACCOUNTS = "account:";

    private final View<DirectoryEntry> view;
    private final Optional<String> postmaster;
    private final Srs srs;
    private volatile @Nullable AccountFacts firstAdmin;

    /// @param postmaster who gets the mail to postmaster and abuse; when absent, the first admin
    /// @param srs the reverse-paths that we rewrote
    public DirectoryView(View<DirectoryEntry> view, Optional<String> postmaster, Srs srs) {
        this.view = view;
        this.srs = srs;
        this.postmaster = postmaster.map(address -> address.toLowerCase(Locale.ROOT));
    }

    @Override
    public void changed(String key, Optional<DirectoryEntry> entry) {
        if (key.startsWith(ACCOUNTS)) {
            firstAdmin = null;
        }
    }

    @Override
    public void whole() {
        firstAdmin = null;
    }

    /// Whether absence means that something does not exist.
    public boolean loaded() {
        return view.loaded();
    }

    @Override
    public boolean serves(String domain) {
        return view.get("domain:" + domain).isPresent();
    }

    @Override
    public Optional<DirectoryEntry> at(String address) {
        return view.get("address:" + address);
    }

    @Override
    public Optional<String> bounceTarget(String localPart) {
        return srs.back(localPart);
    }

    @Override
    public Optional<String> postmaster(String domain) {
        return postmaster.or(() -> firstAdmin().map(AccountFacts::primaryAddress));
    }

    /// What is known of an account.
    public Optional<AccountFacts> account(AccountId account) {
        return view.get(ACCOUNTS + account)
                .filter(AccountFacts.class::isInstance)
                .map(AccountFacts.class::cast);
    }

    /// Remembered until an account changes: postmaster's mail must not cost a walk through all accounts each time.
    private Optional<AccountFacts> firstAdmin() {
        var known = firstAdmin;
        if (known != null) {
            return Optional.of(known);
        }
        var found = view.startingWith(ACCOUNTS)
                .filter(AccountFacts.class::isInstance)
                .map(AccountFacts.class::cast)
                .filter(account -> account.role() == Role.ADMIN && account.enabled())
                .min(Comparator.comparing(AccountFacts::account));
        firstAdmin = found.orElse(null);
        return found;
    }
}
