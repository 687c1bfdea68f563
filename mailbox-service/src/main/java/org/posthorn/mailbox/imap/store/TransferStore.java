package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.store.LockStore.Growth;
import org.posthorn.mailbox.imap.store.LockStore.Locked;
import org.posthorn.mailbox.imap.store.LockStore.Taken;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// Copies and moves messages between folders of an account, each with its flags, dates and contents in few statements
/// however many they are. A message that moves keeps its id.
public final class TransferStore {
    private static final String SOURCES = """
            SELECT m.uid, m.message, m.content, m.size, m.flags, c.author, c.subject
              FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
             WHERE m.account = ? AND m.folder = ? AND m.uid = ANY (?) ORDER BY m.uid
            """;
    private static final String COPY = """
            INSERT INTO message (account, message, folder, uid, mod_seq, flags, keywords, received_at, size, content,
                                 prepended, thread, accepted_as)
            SELECT m.account, w.to_message, ?, w.to_uid, ?, m.flags, m.keywords, m.received_at, m.size, m.content,
                   m.prepended, m.thread, m.accepted_as
              FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS w (message, to_message, to_uid)
              JOIN message m ON m.account = ? AND m.message = w.message
            """;
    private static final String ANOTHER_COPY = """
            UPDATE content SET copies = copies + w.n
              FROM (SELECT content, count(*) AS n FROM unnest(?::bigint[]) AS u (content) GROUP BY content) w
             WHERE account = ? AND content.content = w.content
            """;
    private static final String MOVE = """
            UPDATE message SET folder = ?, uid = w.to_uid, mod_seq = ?, saved_at = now()
              FROM unnest(?::bigint[], ?::bigint[]) AS w (message, to_uid)
             WHERE account = ? AND message.message = w.message
            """;

    private final Database database;
    private final ChangeLog log;
    private final LockStore locks = new LockStore();

    private record Source(long uid, long message, long content, long size, int flags, String author, String subject) {}

    /// Messages and where they go.
    public record Wanted(AccountId account, FolderRow from, long[] uids, FolderRow to) {}

    /// What became of it (RFC 4315 §3): UIDs here and there, in the same order.
    public record Transferred(long uidValidity, List<Long> from, List<Long> to) {
        static final Transferred NOTHING = new Transferred(0, List.of(), List.of());
    }

    public TransferStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    /// Empty when the target is gone.
    public Optional<Transferred> copy(Wanted wanted) {
        return database.transaction(tx -> locks.lock(tx, wanted.account()).flatMap(locked -> copy(tx, wanted, locked)));
    }

    /// Empty when the target is gone.
    public Optional<Transferred> move(Wanted wanted) {
        return database.transaction(tx -> locks.lock(tx, wanted.account()).flatMap(locked -> move(tx, wanted, locked)));
    }

    private Optional<Transferred> copy(Transaction tx, Wanted wanted, Locked locked) {
        var sources = sources(tx, wanted);
        if (sources.isEmpty()) {
            return Optional.of(Transferred.NOTHING);
        }
        return locks.takeUids(tx, locked, wanted.to().id(), sources.size()).map(taken -> {
            var ids = numbers(locked.nextMessage(), sources.size());
            var uids = numbers(taken.first(), sources.size());
            tx.update(
                    COPY,
                    wanted.to().id(),
                    locked.modSeq(),
                    sources.stream().map(Source::message).toList(),
                    ids,
                    uids,
                    locked.account());
            tx.update(ANOTHER_COPY, sources.stream().map(Source::content).toList(), locked.account());
            locks.countFolder(tx, locked, wanted.to().id(), growth(sources));
            locks.countMailbox(tx, locked, sources.size(), growth(sources));
            log.add(tx, added(wanted, locked, taken, sources));
            return new Transferred(
                    taken.uidValidity(), sources.stream().map(Source::uid).toList(), uids);
        });
    }

    private Optional<Transferred> move(Transaction tx, Wanted wanted, Locked locked) {
        var sources = sources(tx, wanted);
        if (sources.isEmpty()) {
            return Optional.of(Transferred.NOTHING);
        }
        return locks.takeUids(tx, locked, wanted.to().id(), sources.size()).map(taken -> {
            var uids = numbers(taken.first(), sources.size());
            var gone = sources.stream().map(Source::uid).toList();
            tx.update(
                    MOVE,
                    wanted.to().id(),
                    locked.modSeq(),
                    sources.stream().map(Source::message).toList(),
                    uids,
                    locked.account());
            locks.rememberGone(tx, locked, wanted.from().id(), gone);
            locks.countFolder(tx, locked, wanted.from().id(), growth(sources).negated());
            locks.countFolder(tx, locked, wanted.to().id(), growth(sources));
            log.add(tx, moved(wanted, locked, sources));
            return new Transferred(taken.uidValidity(), gone, uids);
        });
    }

    private static List<Source> sources(Transaction tx, Wanted wanted) {
        return tx.query(
                SOURCES, TransferStore::read, wanted.account(), wanted.from().id(), wanted.uids());
    }

    private static Source read(Row row) throws SQLException {
        return new Source(
                row.number("uid"),
                row.number("message"),
                row.number("content"),
                row.number("size"),
                row.integer("flags"),
                row.text("author"),
                row.text("subject"));
    }

    private static Growth growth(List<Source> sources) {
        return new Growth(
                sources.size(),
                sources.stream()
                        .filter(source -> (source.flags() & Flags.SEEN) == 0)
                        .count(),
                sources.stream().mapToLong(Source::size).sum());
    }

    private static List<Long> numbers(long first, int count) {
        var numbers = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(first + i);
        }
        return numbers;
    }

    private List<MailboxChange> added(Wanted wanted, Locked locked, Taken taken, List<Source> sources) {
        var messages = new ArrayList<AddedMessage>(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            messages.add(new AddedMessage(
                    locked.nextMessage() + i, taken.first() + i, Optional.empty(), source.author(), source.subject()));
        }
        var at = log.clock().instant();
        var copied = new MailboxChange.Copied(
                wanted.from().use().map(SpecialUse::label), wanted.to().use().map(SpecialUse::label));
        List<MailboxChange> events = new ArrayList<>();
        for (var chunk : ChangeLog.chunks(messages)) {
            events.add(new MailboxChange.Added(
                    locked.account(),
                    wanted.to().id(),
                    wanted.to().name(),
                    locked.modSeq(),
                    at,
                    chunk,
                    Optional.of(copied)));
        }
        return events;
    }

    private List<MailboxChange> moved(Wanted wanted, Locked locked, List<Source> sources) {
        var at = log.clock().instant();
        List<MailboxChange> events = new ArrayList<>();
        for (var chunk : ChangeLog.chunks(sources)) {
            events.add(new MailboxChange.Moved(
                    locked.account(),
                    wanted.from().id(),
                    locked.modSeq(),
                    at,
                    chunk.stream().map(Source::uid).toList(),
                    wanted.to().id(),
                    wanted.from().use().map(SpecialUse::label),
                    wanted.to().use().map(SpecialUse::label),
                    chunk.stream().map(Source::message).toList()));
        }
        return events;
    }
}
