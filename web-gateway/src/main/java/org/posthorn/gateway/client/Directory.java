package org.posthorn.gateway.client;

import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountAddress;
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
        var local = address.substring(0, address.lastIndexOf('@'));
        return local.equalsIgnoreCase("postmaster")
                || local.equalsIgnoreCase("abuse")
                || address(address).isPresent();
    }

    /// Whether the address is of a mailbox that has no room for more mail.
    public boolean isFull(String address) {
        return address(address)
                .filter(AccountAddress.class::isInstance)
                .flatMap(entry -> account(((AccountAddress) entry).account()))
                .flatMap(AccountFacts::overQuotaSince)
                .isPresent();
    }

    private Optional<DirectoryEntry> address(String address) {
        var lower = address.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        int plus = lower.substring(0, at).indexOf('+');
        var whole = view.get("address:" + lower);
        return plus > 0 ? whole.or(() -> view.get("address:" + lower.substring(0, plus) + lower.substring(at))) : whole;
    }
}
