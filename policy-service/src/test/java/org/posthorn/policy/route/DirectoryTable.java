package org.posthorn.policy.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountAddress;
import org.posthorn.events.DirectoryEntry.Alias;

/// A directory written as a table: `alice@example.com = 1` is an account, `team@example.com = a, b` an alias.
public final class DirectoryTable implements Directory {
    private final Set<String> domains;
    private final Map<String, DirectoryEntry> entries = new HashMap<>();
    private final Map<String, String> postmasters = new HashMap<>();

    public DirectoryTable(Set<String> domains, String table) {
        this.domains = domains;
        table.lines().filter(line -> !line.isBlank()).forEach(this::add);
    }

    private void add(String line) {
        var sides = line.split("=", 2);
        var address = sides[0].strip();
        var value = sides[1].strip();
        if (address.startsWith("admin of ")) {
            postmasters.put(address.substring("admin of ".length()), value);
        } else if (value.matches("[0-9]+")) {
            entries.put(address, new AccountAddress(address, new AccountId(Long.parseLong(value)), 1));
        } else {
            var targets = value.isEmpty() ? List.<String>of() : List.of(value.split(", *"));
            entries.put(address, new Alias(address, targets, 1));
        }
    }

    @Override
    public boolean serves(String domain) {
        return domains.contains(domain);
    }

    @Override
    public Optional<DirectoryEntry> at(String address) {
        return Optional.ofNullable(entries.get(address));
    }

    @Override
    public Optional<String> postmaster(String domain) {
        return Optional.ofNullable(postmasters.get(domain));
    }
}
