package org.posthorn.ingress.view;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.DirectoryEntry.ServedDomain;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.MailboxAddress;

/// Domains, addresses and accounts by their keys.
public final class DirectoryView {
    private static final char SUBADDRESS = '+';

    private final Function<String, Optional<DirectoryEntry>> entries;
    private final BooleanSupplier loaded;
    private final Predicate<String> ourBounces;

    /// @param entries by key, such as `domain:example.com`
    /// @param loaded  whether absence means that something does not exist
    public DirectoryView(Function<String, Optional<DirectoryEntry>> entries, BooleanSupplier loaded) {
        this(entries, loaded, _ -> false);
    }

    /// @param ourBounces whether a local part is a reverse-path that we rewrote: its bounces are taken
    public DirectoryView(
            Function<String, Optional<DirectoryEntry>> entries, BooleanSupplier loaded, Predicate<String> ourBounces) {
        this.entries = entries;
        this.loaded = loaded;
        this.ourBounces = ourBounces;
    }

    /// Whether it is the reverse-path under which we passed on somebody's message.
    public boolean takesBounce(MailboxAddress address) {
        return ourBounces.test(address.localPart().value());
    }

    public boolean isLoaded() {
        return loaded.getAsBoolean();
    }

    public Optional<ServedDomain> domain(Domain domain) {
        return entries.apply("domain:" + domain.ascii())
                .filter(ServedDomain.class::isInstance)
                .map(ServedDomain.class::cast);
    }

    /// The account address or alias that mail to an address goes to; a subaddress goes where its base goes unless it is
    /// an address of its own.
    public Optional<DirectoryEntry> address(MailboxAddress address) {
        var exact = entries.apply("address:" + address.key());
        if (exact.isPresent() || address.localPart().tag(SUBADDRESS).isEmpty()) {
            return exact;
        }
        return entries.apply("address:" + address.withoutTag(SUBADDRESS).key());
    }

    public Optional<AccountFacts> account(AccountId id) {
        return entries.apply("account:" + id)
                .filter(AccountFacts.class::isInstance)
                .map(AccountFacts.class::cast);
    }
}
