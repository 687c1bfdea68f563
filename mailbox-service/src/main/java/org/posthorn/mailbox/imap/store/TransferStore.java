package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.store.LockStore.Growth;
import org.posthorn.mailbox.imap.store.LockStore.Locked;
import org.posthorn.mailbox.imap.store.LockStore.Taken;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.ListStatement;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// Copies and moves messages between folders of an account, each with its flags, dates and contents in few statements
/// however many they are. A message that moves keeps its id.
public final class TransferStore {
    private static final ListStatement SOURCES = ListStatement.of("""
            SELECT m.uid, m.message, m.content, m.size, m.flags, c.author, c.subject
              FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
             WHERE m.account = ? AND m.folder = ? AND m.uid = ANY (?) ORDER BY m.uid
            """);
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

    /// A list's plan is made anew each time, which takes longer than one message does.
    private static final String COPY_ONE = """
            INSERT INTO message (account, message, folder, uid, mod_seq, flags, keywords, received_at, size, content,
                                 prepended, thread, accepted_as)
            SELECT account, ?, ?, ?, ?, flags, keywords, received_at, size, content, prepended, thread, accepted_as
              FROM message WHERE account = ? AND message = ?
            """;
    private static final String MOVE_ONE = """
            UPDATE message SET folder = ?, uid = ?, mod_seq = ?, saved_at = now() WHERE account = ? AND message = ?
            """;

    private final Database database;
    private final ChangeLog log;
    private final LockStore locks = new LockStore();

    private record Source(long uid, long message, long content, long size, int flags, String author, String subject) {}

    /// Messages and where they go.
    ///
    /// @param to the name of a folder
    public record Wanted(AccountId account, FolderRow from, long[] uids, String to) {}

    /// What became of it (RFC 4315 §3): UIDs here and there, in the same order.
    ///
    /// @param left how that changed the folder that they left
    public record Transferred(long uidValidity, List<Long> from, List<Long> to, Advance left) {
        static final Transferred NOTHING = new Transferred(0, List.of(), List.of(), Advance.NONE);
    }

    public TransferStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    /// Empty when the target is gone.
    public Optional<Transferred> copy(Wanted wanted) {
        return transfer(wanted, this::copy);
    }

    /// Empty when the target is gone.
    public Optional<Transferred> move(Wanted wanted) {
        return transfer(wanted, this::move);
    }

    private interface Work {
        /// @return what will have become of it with the commit
        Supplier<Transferred> run(Transaction tx, Wanted wanted, Begun begun);
    }

    /// UIDs are taken for all that are wanted before it is known how many there still are: a client that asks for
    /// messages that another one just deleted leaves a gap, as RFC 9051 §2.3.1.1 allows.
    private record Begun(Locked locked, Taken to, List<Source> sources) {}

    private Optional<Transferred> transfer(Wanted wanted, Work work) {
        Optional<Supplier<Transferred>> done =
                database.transaction(tx -> begun(tx, wanted).map(begun -> transfer(tx, wanted, begun, work)));
        return done.map(Supplier::get);
    }

    private static Supplier<Transferred> transfer(Transaction tx, Wanted wanted, Begun begun, Work work) {
        return begun.sources().isEmpty() ? () -> Transferred.NOTHING : work.run(tx, wanted, begun);
    }

    private Optional<Begun> begun(Transaction tx, Wanted wanted) {
        var account = wanted.account();
        var uids = wanted.uids();
        var lock = locks.lock(tx, account);
        var target = locks.takeUids(tx, account, wanted.to(), uids.length);
        var sources = tx.query(
                SOURCES.sql(uids), TransferStore::read, account, wanted.from().id(), ListStatement.argument(uids));
        return lock.row().flatMap(locked -> target.row().map(to -> new Begun(locked, to, sources)));
    }

    private Supplier<Transferred> copy(Transaction tx, Wanted wanted, Begun begun) {
        var locked = begun.locked();
        var sources = begun.sources();
        var uids = numbers(begun.to().first(), sources.size());
        insertCopies(tx, begun, uids);
        locks.countFolder(tx, locked, begun.to().folder(), growth(sources));
        locks.countMailbox(tx, locked, sources.size(), growth(sources));
        log.add(tx, added(wanted, begun));
        var from = sources.stream().map(Source::uid).toList();
        return () -> new Transferred(begun.to().uidValidity(), from, uids, Advance.NONE);
    }

    private static void insertCopies(Transaction tx, Begun begun, List<Long> uids) {
        var locked = begun.locked();
        var sources = begun.sources();
        long to = begun.to().folder();
        if (sources.size() == 1) {
            var only = sources.getFirst();
            tx.later(
                    COPY_ONE,
                    locked.nextMessage(),
                    to,
                    uids.getFirst(),
                    locked.modSeq(),
                    locked.account(),
                    only.message());
            tx.later(MessageRows.ANOTHER_COPY, locked.account(), only.content());
            return;
        }
        tx.later(
                COPY,
                to,
                locked.modSeq(),
                sources.stream().map(Source::message).toList(),
                numbers(locked.nextMessage(), sources.size()),
                uids,
                locked.account());
        tx.later(ANOTHER_COPY, sources.stream().map(Source::content).toList(), locked.account());
    }

    private Supplier<Transferred> move(Transaction tx, Wanted wanted, Begun begun) {
        var locked = begun.locked();
        var sources = begun.sources();
        var uids = numbers(begun.to().first(), sources.size());
        var gone = sources.stream().map(Source::uid).toList();
        long to = begun.to().folder();
        if (sources.size() == 1) {
            long message = sources.getFirst().message();
            tx.later(MOVE_ONE, to, uids.getFirst(), locked.modSeq(), locked.account(), message);
        } else {
            var messages = sources.stream().map(Source::message).toList();
            tx.later(MOVE, to, locked.modSeq(), messages, uids, locked.account());
        }
        locks.rememberGone(tx, locked, wanted.from().id(), gone);
        var before = locks.countFolder(
                tx, locked, wanted.from().id(), growth(sources).negated());
        locks.countFolder(tx, locked, to, growth(sources));
        log.add(tx, moved(wanted, begun));
        // a message that moves within its folder arrives there too
        boolean stays = to == wanted.from().id();
        return () -> new Transferred(
                begun.to().uidValidity(),
                gone,
                uids,
                stays ? Advance.NONE : new Advance(before.row().orElse(0L), locked.modSeq()));
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

    private List<MailboxChange> added(Wanted wanted, Begun begun) {
        var locked = begun.locked();
        var sources = begun.sources();
        var messages = new ArrayList<AddedMessage>(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            messages.add(new AddedMessage(
                    locked.nextMessage() + i,
                    begun.to().first() + i,
                    Optional.empty(),
                    source.author(),
                    source.subject()));
        }
        var at = log.clock().instant();
        var copied = new MailboxChange.Copied(
                wanted.from().use().map(SpecialUse::label), begun.to().use().map(SpecialUse::label));
        List<MailboxChange> events = new ArrayList<>();
        for (var chunk : ChangeLog.chunks(messages)) {
            events.add(new MailboxChange.Added(
                    locked.account(),
                    begun.to().folder(),
                    begun.to().name(),
                    locked.modSeq(),
                    at,
                    chunk,
                    Optional.of(copied)));
        }
        return events;
    }

    private List<MailboxChange> moved(Wanted wanted, Begun begun) {
        var locked = begun.locked();
        var sources = begun.sources();
        var at = log.clock().instant();
        List<MailboxChange> events = new ArrayList<>();
        for (var chunk : ChangeLog.chunks(sources)) {
            events.add(new MailboxChange.Moved(
                    locked.account(),
                    wanted.from().id(),
                    locked.modSeq(),
                    at,
                    chunk.stream().map(Source::uid).toList(),
                    begun.to().folder(),
                    wanted.from().use().map(SpecialUse::label),
                    begun.to().use().map(SpecialUse::label),
                    chunk.stream().map(Source::message).toList()));
        }
        return events;
    }
}
