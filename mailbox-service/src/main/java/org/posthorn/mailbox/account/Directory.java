package org.posthorn.mailbox.account;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.outbox.OutboxRecord;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// Writes directory entries with the changes that they tell of, and the whole directory for a log that has none.
final class Directory {
    private static final int SNAPSHOT_ROWS = 1_000;

    private final DirectoryStore store = new DirectoryStore();
    private final Outbox outbox;
    private final InstantSource clock;

    Directory(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /// An account with all its addresses, as it is now in this transaction.
    void account(Transaction tx, AccountId account) {
        var entries = new ArrayList<DirectoryEntry>();
        store.account(tx, account).ifPresent(entries::add);
        entries.addAll(store.addressesOf(tx, account));
        add(tx, entries);
    }

    void domain(Transaction tx, String domain) {
        store.domain(tx, domain).ifPresent(entry -> add(tx, List.of(entry)));
    }

    void address(Transaction tx, String address) {
        store.address(tx, address).ifPresent(entry -> add(tx, List.of(entry)));
    }

    /// Entries that are gone.
    void gone(Transaction tx, List<String> keys) {
        outbox.add(
                tx,
                keys.stream()
                        .map(key -> OutboxRecord.tombstone(Topics.DIRECTORY, key))
                        .toList());
    }

    /// Publishes everything when this log does not have it yet. Changes wait meanwhile: a deletion must not be
    /// overtaken by the entry that it deletes.
    boolean publishWhole(Database database, LogIdentity log) {
        if (store.published(database).equals(Optional.of(log))) {
            return false;
        }
        database.run(tx -> {
            store.holdStill(tx);
            String domain = "";
            for (var page = store.domainsAfter(tx, domain, SNAPSHOT_ROWS);
                    !page.isEmpty();
                    page = store.domainsAfter(tx, domain, SNAPSHOT_ROWS)) {
                add(tx, page);
                domain = page.getLast().domain();
            }
            addAddresses(tx);
            addAccounts(tx);
            add(tx, List.of(new DirectoryEntry.SnapshotComplete(clock.instant(), store.nextVersion(tx))));
            store.published(tx, log);
        });
        return true;
    }

    private void addAddresses(Transaction tx) {
        String last = "";
        while (true) {
            var page = store.addressesAfter(tx, last, SNAPSHOT_ROWS);
            if (page.isEmpty()) {
                return;
            }
            add(tx, page);
            last = page.getLast().key().substring("address:".length());
        }
    }

    private void addAccounts(Transaction tx) {
        var last = new AccountId(0);
        while (true) {
            var page = store.accountsAfter(tx, last, SNAPSHOT_ROWS);
            if (page.isEmpty()) {
                return;
            }
            add(tx, page);
            last = page.getLast().account();
        }
    }

    private void add(Transaction tx, List<? extends DirectoryEntry> entries) {
        Instant now = clock.instant();
        outbox.add(
                tx,
                entries.stream()
                        .map(entry -> OutboxRecord.of(Topics.DIRECTORY, entry.key(), event(entry, now)))
                        .toList());
    }

    private static CloudEvent<DirectoryEntry> event(DirectoryEntry entry, Instant now) {
        return new CloudEvent<>(
                UUID.randomUUID().toString(), "mailbox-service", now, Optional.empty(), entry, Optional.empty());
    }
}
