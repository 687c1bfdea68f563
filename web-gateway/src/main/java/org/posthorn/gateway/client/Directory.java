package org.posthorn.gateway.client;

import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.DirectoryEntry.ServedDomain;
import org.posthorn.runtime.kafka.View;

/// What exists here, as the local view of the topic `directory` says.
public final class Directory {
    private final View<DirectoryEntry> view;

    public Directory(View<DirectoryEntry> view) {
        this.view = view;
    }

    /// Whether absence in it means that something does not exist.
    public boolean isLoaded() {
        return view.loaded();
    }

    public Optional<AccountFacts> account(AccountId account) {
        return view.get("account:" + account).map(AccountFacts.class::cast);
    }

    public boolean serves(String domain) {
        return view.get("domain:" + domain.toLowerCase(Locale.ROOT))
                .filter(ServedDomain.class::isInstance)
                .isPresent();
    }

    /// Whether mail for an address of a domain of ours would be taken: it is an address or an alias, also after its
    /// tag (`alice+shop`) is cut, or one that every domain must have (RFC 5321 §4.5.1, RFC 2142).
    public boolean knows(String address) {
        var lower = address.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        var local = lower.substring(0, at);
        int plus = local.indexOf('+');
        return local.equals("postmaster")
                || local.equals("abuse")
                || has(lower)
                || (plus > 0 && has(local.substring(0, plus) + lower.substring(at)));
    }

    private boolean has(String address) {
        return view.get("address:" + address).isPresent();
    }
}
