package org.posthorn.mailbox.imap.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.store.LockStore.Growth;
import org.posthorn.mailbox.imap.store.LockStore.Locked;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// Makes, renames and deletes folders.
public final class FolderChangeStore {
    private static final int MOST_FOLDERS = 5_000;
    private static final String NEXT = """
            UPDATE mailbox SET next_folder = next_folder + 1,
                   last_uid_validity = greatest(last_uid_validity + 1, extract(epoch FROM now())::bigint - 1577836800)
             WHERE account = ? RETURNING next_folder - 1 AS folder, last_uid_validity
            """;
    private static final String INSERT = """
            INSERT INTO folder (account, folder, name, special_use, uid_validity, mod_seq) VALUES (?, ?, ?, ?, ?, ?)
            """;
    private static final String COUNT = "SELECT count(*) AS n FROM folder WHERE account = ?";
    private static final String RENAME = """
            UPDATE folder SET name = ? || substr(name, ?), mod_seq = ?
             WHERE account = ? AND (name = ? OR starts_with(name, ?))
            """;
    private static final String DELETE = "DELETE FROM folder WHERE account = ? AND folder = ?";
    private static final String DELETE_MESSAGES = """
            DELETE FROM message WHERE account = ? AND folder = ? RETURNING content
            """;
    private static final String FORGET_GONE = "DELETE FROM expunged WHERE account = ? AND folder = ?";

    private final Database database;
    private final ChangeLog log;
    private final FolderStore folders = new FolderStore();
    private final LockStore locks = new LockStore();

    /// How a change of folders ended.
    public enum Outcome {
        DONE,
        EXISTS,
        MISSING,
        TOO_MANY
    }

    private record Next(long folder, long uidValidity) {}

    public FolderChangeStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    /// Makes a folder; another one of the same special use loses it.
    public Outcome create(AccountId account, String name, Optional<SpecialUse> use) {
        return changing(account, (tx, locked) -> {
            if (folders.byName(tx, account, name).isPresent() || (use.isPresent() && hasUse(tx, account, use.get()))) {
                return Outcome.EXISTS;
            }
            if (tx.queryOne(COUNT, row -> row.number("n"), account).orElse(0L) >= MOST_FOLDERS) {
                return Outcome.TOO_MANY;
            }
            long folder = insert(tx, locked, name, use);
            tell(tx, locked, folder);
            return Outcome.DONE;
        });
    }

    /// Renames a folder and those below it (RFC 9051 §6.3.6).
    public Outcome rename(AccountId account, String from, String to) {
        return changing(account, (tx, locked) -> {
            var folder = folders.byName(tx, account, from);
            if (folder.isEmpty()) {
                return Outcome.MISSING;
            }
            if (folders.byName(tx, account, to).isPresent()) {
                return Outcome.EXISTS;
            }
            tx.later(RENAME, to, from.length() + 1, locked.modSeq(), account, from, from + "/");
            tell(tx, locked, folder.get().id());
            return Outcome.DONE;
        });
    }

    /// Deletes a folder with its messages.
    public Outcome delete(AccountId account, String name) {
        return changing(account, (tx, locked) -> {
            var folder = folders.byName(tx, account, name);
            if (folder.isEmpty()) {
                return Outcome.MISSING;
            }
            long id = folder.get().id();
            var contents = tx.query(DELETE_MESSAGES, row -> row.number("content"), account, id);
            if (!contents.isEmpty()) {
                locks.dropContents(tx, locked, contents);
                var growth = new Growth(
                        folder.get().messages(),
                        folder.get().unseen(),
                        folder.get().bytes());
                locks.countMailbox(tx, locked, 0, growth.negated());
            }
            tx.later(FORGET_GONE, account, id);
            tx.later(DELETE, account, id);
            tell(tx, locked, id);
            return Outcome.DONE;
        });
    }

    /// Subscribes or unsubscribes a name, whether it has a folder or not (RFC 9051 §6.3.7).
    public Outcome subscribe(AccountId account, String name, boolean wanted) {
        return changing(account, (tx, locked) -> {
            var folder = folders.byName(tx, account, name);
            if (folder.isEmpty() || folder.get().subscribed() != wanted) {
                folders.subscribe(tx, account, name, wanted);
                folder.ifPresent(row -> tell(tx, locked, row.id()));
            }
            return Outcome.DONE;
        });
    }

    private boolean hasUse(Transaction tx, AccountId account, SpecialUse use) {
        return folders.all(tx, account).stream()
                .anyMatch(folder -> folder.use().filter(use::equals).isPresent());
    }

    private static long insert(Transaction tx, Locked locked, String name, Optional<SpecialUse> use) {
        var next = tx.queryOne(
                        NEXT, row -> new Next(row.number("folder"), row.number("last_uid_validity")), locked.account())
                .orElseThrow();
        tx.later(INSERT, locked.account(), next.folder(), name, use, next.uidValidity(), locked.modSeq());
        return next.folder();
    }

    private void tell(Transaction tx, Locked locked, long folder) {
        List<MailboxChange> events = new ArrayList<>(1);
        events.add(new MailboxChange.FoldersChanged(
                locked.account(), folder, locked.modSeq(), log.clock().instant()));
        log.add(tx, events);
    }

    private interface Work {
        Outcome run(Transaction tx, Locked locked);
    }

    private Outcome changing(AccountId account, Work work) {
        return database.transaction(tx -> locks.lock(tx, account)
                .row()
                .map(locked -> work.run(tx, locked))
                .orElse(Outcome.MISSING));
    }
}
