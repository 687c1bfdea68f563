package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.mailbox.imap.store.LockStore.Growth;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// Deletes messages for good.
public final class ExpungeStore {
    private static final String DELETE_MARKED = """
            DELETE FROM message WHERE account = ? AND folder = ? AND flags & 8 <> 0
            RETURNING uid, content, size, flags
            """;
    private static final String DELETE_MARKED_OF = """
            DELETE FROM message WHERE account = ? AND folder = ? AND flags & 8 <> 0 AND uid = ANY (?)
            RETURNING uid, content, size, flags
            """;
    private static final String DELETE_ONE = """
            DELETE FROM message WHERE account = ? AND folder = ? AND uid = ?
            RETURNING uid, content, size, flags
            """;
    private static final String ANY_MARKED = """
            SELECT uid FROM message WHERE account = ? AND folder = ? AND flags & 8 <> 0 ORDER BY uid LIMIT 1
            """;

    private final Database database;
    private final ChangeLog log;
    private final LockStore locks = new LockStore();

    /// UIDs that are gone.
    public record Gone(List<Long> uids, Advance left) {
        private static final Gone NOTHING = new Gone(List.of(), Advance.NONE);
    }

    private record Deleted(long uid, long content, long size, int flags) {}

    public ExpungeStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    /// Expunges what is marked `\Deleted`.
    ///
    /// @param uids only these; absent means all
    public Gone expunge(AccountId account, long folder, Optional<long[]> uids) {
        if (database.query(ANY_MARKED, row -> row.number("uid"), account, folder)
                .isEmpty()) {
            return Gone.NOTHING;
        }
        Optional<Supplier<Gone>> gone = database.transaction(
                tx -> locks.lock(tx, account).row().flatMap(locked -> expunge(tx, locked, folder, uids)));
        return gone.map(Supplier::get).orElse(Gone.NOTHING);
    }

    private Optional<Supplier<Gone>> expunge(
            Transaction tx, LockStore.Locked locked, long folder, Optional<long[]> uids) {
        var deleted = uids.isPresent()
                ? tx.query(DELETE_MARKED_OF, ExpungeStore::read, locked.account(), folder, uids.get())
                : tx.query(DELETE_MARKED, ExpungeStore::read, locked.account(), folder);
        return forget(tx, locked, folder, deleted);
    }

    /// Deletes one message, marked or not.
    ///
    /// @return whether it was there
    boolean delete(Transaction tx, LockStore.Locked locked, long folder, long uid) {
        return forget(tx, locked, folder, tx.query(DELETE_ONE, ExpungeStore::read, locked.account(), folder, uid))
                .isPresent();
    }

    /// What a deletion is for everything but the messages themselves.
    ///
    /// @return what will be gone with the commit
    private Optional<Supplier<Gone>> forget(
            Transaction tx, LockStore.Locked locked, long folder, List<Deleted> deleted) {
        if (deleted.isEmpty()) {
            return Optional.empty();
        }
        var growth = new Growth(
                        deleted.size(),
                        deleted.stream()
                                .filter(message -> (message.flags() & Flags.SEEN) == 0)
                                .count(),
                        deleted.stream().mapToLong(Deleted::size).sum())
                .negated();
        var gone = deleted.stream().map(Deleted::uid).sorted().toList();
        locks.dropContents(tx, locked, deleted.stream().map(Deleted::content).toList());
        locks.rememberGone(tx, locked, folder, gone);
        var before = locks.countFolder(tx, locked, folder, growth);
        locks.countMailbox(tx, locked, 0, growth);
        var at = log.clock().instant();
        List<MailboxChange> events = new ArrayList<>();
        for (var chunk : ChangeLog.chunks(gone)) {
            events.add(new MailboxChange.Expunged(locked.account(), folder, locked.modSeq(), at, chunk));
        }
        log.add(tx, events);
        return Optional.of(() -> new Gone(gone, new Advance(before.row().orElse(0L), locked.modSeq())));
    }

    private static Deleted read(Row row) throws SQLException {
        return new Deleted(row.number("uid"), row.number("content"), row.number("size"), row.integer("flags"));
    }
}
