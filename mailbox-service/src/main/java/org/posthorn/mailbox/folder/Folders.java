package org.posthorn.mailbox.folder;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.api.MailApi;
import org.posthorn.mailbox.change.MailboxEvents;
import org.posthorn.mailbox.folder.FolderStore.Folder;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.sql.ConstraintViolated;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// An account's folders: listed, made, renamed, deleted.
public final class Folders {
    private static final Comparator<Folder> SPECIAL_FIRST = Comparator.comparing(
                    (Folder folder) -> folder.use().isEmpty())
            .thenComparing(Folders::compareUses)
            .thenComparing(Folder::name, String.CASE_INSENSITIVE_ORDER);
    private static final int MOST = 5_000;

    private final Database database;
    private final Outbox outbox;
    private final InstantSource clock;
    private final FolderStore store = new FolderStore();

    public Folders(Database database, Outbox outbox, InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// Special ones first, then by name.
    public List<MailApi.Folder> list(long account) {
        var folders = store.all(database, account);
        if (folders.isEmpty()) {
            throw noAccount(account);
        }
        return folders.stream().sorted(SPECIAL_FIRST).map(Folder::toApi).toList();
    }

    private static int compareUses(Folder a, Folder b) {
        return a.use().isPresent() && b.use().isPresent()
                ? a.use().get().compareTo(b.use().get())
                : 0;
    }

    /// A folder by number or by special use in lower case.
    public Folder find(Sql sql, long account, String reference) {
        Optional<Folder> found = SpecialUse.of(reference)
                .flatMap(use -> store.byUse(sql, account, use))
                .or(() -> number(reference).flatMap(id -> store.byId(sql, account, id)));
        return found.orElseThrow(() -> Refusal.notFound("There is no folder " + reference + "."));
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public MailApi.Folder create(long account, String wanted) {
        var name = checkedName(wanted);
        try {
            return database.transaction(tx -> {
                long modSeq = lock(tx, account);
                if (store.all(tx, account).size() >= MOST) {
                    throw Refusal.conflict("There are too many folders: at most " + MOST + ".");
                }
                long folder = store.insert(tx, account, name, modSeq);
                tell(tx, account, folder, modSeq);
                return store.byId(tx, account, folder).orElseThrow().toApi();
            });
        } catch (ConstraintViolated e) {
            throw Refusal.conflict("There is a folder " + name + " already.");
        }
    }

    public MailApi.Folder rename(long account, String reference, String wanted) {
        var name = checkedName(wanted);
        try {
            return database.transaction(tx -> {
                long modSeq = lock(tx, account);
                var folder = find(tx, account, reference);
                if (folder.use().isPresent()) {
                    throw Refusal.conflict("The folder " + folder.name() + " keeps its name.");
                }
                store.rename(tx, account, folder, name, modSeq);
                tell(tx, account, folder.id(), modSeq);
                return store.byId(tx, account, folder.id()).orElseThrow().toApi();
            });
        } catch (ConstraintViolated e) {
            throw Refusal.conflict("There is a folder " + name + " already.");
        }
    }

    /// Deletes an empty folder.
    public void delete(long account, String reference) {
        database.run(tx -> {
            long modSeq = lock(tx, account);
            var folder = find(tx, account, reference);
            if (folder.use().isPresent()) {
                throw Refusal.conflict("The folder " + folder.name() + " stays.");
            }
            if (folder.messages() > 0) {
                throw Refusal.conflict(
                        "The folder " + folder.name() + " still has " + folder.messages() + " messages.");
            }
            store.delete(tx, account, List.of(folder.id()));
            tell(tx, account, folder.id(), modSeq);
        });
    }

    /// Locks the mailbox and takes the mod-sequence of what follows.
    public long lock(Transaction tx, long account) {
        return store.lock(tx, account).orElseThrow(() -> noAccount(account));
    }

    private void tell(Transaction tx, long account, long folder, long modSeq) {
        outbox.add(
                tx,
                List.of(MailboxEvents.change(
                        new MailboxChange.FoldersChanged(new AccountId(account), folder, modSeq, clock.instant()))));
    }

    private static String checkedName(String wanted) {
        var name = wanted.strip();
        FolderNames.fault(name).ifPresent(fault -> {
            throw Refusal.badRequest(fault + ".");
        });
        if (name.equalsIgnoreCase("INBOX")) {
            throw Refusal.badRequest("The inbox is there already, and no other folder can have its name.");
        }
        return FolderNames.stored(name);
    }

    static Refusal noAccount(long account) {
        return Refusal.notFound("There is no account " + account + ".");
    }
}
