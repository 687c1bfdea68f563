package org.posthorn.mailbox.imap.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.mailbox.imap.grammar.Command.FlagChange;
import org.posthorn.mailbox.imap.store.LockStore.Growth;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.ListStatement;
import org.posthorn.runtime.sql.Transaction;

/// Changes flags. Only messages whose flags really change get a new mod-sequence (RFC 7162 §3.1.3).
public final class FlagStore {
    private static final int MOST_KEYWORDS = 100;
    private static final ListStatement NOW = ListStatement.of("""
            SELECT uid, flags, coalesce(keywords, '{}') AS keywords, mod_seq FROM message
             WHERE account = ? AND folder = ? AND uid = ANY (?) ORDER BY uid
            """);
    private static final ListStatement CHANGE = ListStatement.of("""
            UPDATE message SET flags = ?, keywords = ?, mod_seq = ? WHERE account = ? AND folder = ? AND uid = ANY (?)
            """);

    private final Database database;
    private final ChangeLog log;
    private final LockStore locks = new LockStore();

    public FlagStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    /// A change of flags.
    ///
    /// @param unchangedSince leaves messages alone that changed since
    public record Wanted(
            AccountId account,
            long folder,
            long[] uids,
            FlagChange change,
            int bits,
            List<String> keywords,
            Optional<Long> unchangedSince) {}

    /// What became of it.
    ///
    /// @param now    the flags of all messages meant, changed or not, but those that failed
    /// @param failed UIDs of messages that changed since
    public record Stored(List<FlagRow> now, List<Long> failed, Advance advance) {
        static final Stored NOTHING = new Stored(List.of(), List.of(), Advance.NONE);
    }

    private record Value(int bits, List<String> keywords) {}

    public Stored store(Wanted wanted) {
        Supplier<Stored> stored = database.transaction(tx -> {
            var lock = locks.lock(tx, wanted.account());
            var rows = tx.query(
                    NOW.sql(wanted.uids()),
                    ViewStore::flags,
                    wanted.account(),
                    wanted.folder(),
                    ListStatement.argument(wanted.uids()));
            return lock.row().map(locked -> store(tx, wanted, locked, rows)).orElse(() -> Stored.NOTHING);
        });
        return stored.get();
    }

    /// @return what will have become of it with the commit
    private Supplier<Stored> store(Transaction tx, Wanted wanted, LockStore.Locked locked, List<FlagRow> rows) {
        var now = new ArrayList<FlagRow>();
        var failed = new ArrayList<Long>();
        Map<Value, List<Long>> changed = new LinkedHashMap<>();
        long unseen = 0;
        for (var row : rows) {
            if (row.modSeq() > wanted.unchangedSince().orElse(Long.MAX_VALUE)) {
                failed.add(row.uid());
                continue;
            }
            var value = changed(row, wanted);
            if (value.bits() == row.bits() && value.keywords().equals(row.keywords())) {
                now.add(row);
                continue;
            }
            changed.computeIfAbsent(value, _ -> new ArrayList<>()).add(row.uid());
            unseen += (row.bits() & Flags.SEEN) - (value.bits() & Flags.SEEN);
            now.add(new FlagRow(row.uid(), value.bits(), value.keywords(), locked.modSeq()));
        }
        if (changed.isEmpty()) {
            return () -> new Stored(now, failed, Advance.NONE);
        }
        changed.forEach((value, uids) -> update(tx, wanted, locked, value, uids));
        var before = locks.countFolder(tx, locked, wanted.folder(), new Growth(0, unseen, 0));
        tell(tx, wanted, locked, changed.values().stream().flatMap(List::stream).toList());
        return () -> new Stored(now, failed, new Advance(before.row().orElse(0L), locked.modSeq()));
    }

    private static void update(Transaction tx, Wanted wanted, LockStore.Locked locked, Value value, List<Long> uids) {
        tx.later(
                CHANGE.sql(uids),
                value.bits(),
                value.keywords().isEmpty() ? Optional.empty() : value.keywords(),
                locked.modSeq(),
                wanted.account(),
                wanted.folder(),
                ListStatement.argument(uids));
    }

    private void tell(Transaction tx, Wanted wanted, LockStore.Locked locked, List<Long> uids) {
        var at = log.clock().instant();
        List<MailboxChange> events = new ArrayList<>();
        for (var chunk : ChangeLog.chunks(uids)) {
            events.add(new MailboxChange.Flagged(wanted.account(), wanted.folder(), locked.modSeq(), at, chunk));
        }
        log.add(tx, events);
    }

    private static Value changed(FlagRow row, Wanted wanted) {
        return switch (wanted.change()) {
            case REPLACE -> new Value(wanted.bits(), wanted.keywords());
            case ADD -> new Value(row.bits() | wanted.bits(), with(row.keywords(), wanted.keywords()));
            case REMOVE -> new Value(row.bits() & ~wanted.bits(), without(row.keywords(), wanted.keywords()));
        };
    }

    private static List<String> with(List<String> present, List<String> more) {
        if (more.isEmpty() || present.size() >= MOST_KEYWORDS) {
            return present;
        }
        var all = new ArrayList<>(present);
        for (var keyword : more) {
            if (all.stream().noneMatch(keyword::equalsIgnoreCase)) {
                all.add(keyword);
            }
        }
        return all;
    }

    private static List<String> without(List<String> present, List<String> less) {
        if (less.isEmpty() || present.isEmpty()) {
            return present;
        }
        return present.stream()
                .filter(keyword -> less.stream().noneMatch(keyword::equalsIgnoreCase))
                .toList();
    }
}
