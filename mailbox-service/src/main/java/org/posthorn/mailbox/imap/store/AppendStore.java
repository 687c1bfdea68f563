package org.posthorn.mailbox.imap.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.mailbox.imap.store.LockStore.Growth;
import org.posthorn.mailbox.imap.store.LockStore.Locked;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.mailbox.message.ContentRow;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// Stores messages that a client appends: those of one command together or not at all (RFC 3502).
public final class AppendStore {
    private static final String CONTENTS = "SELECT hash, content FROM content WHERE account = ? AND hash = ANY (?)";
    private static final String THREADS = "SELECT key, thread FROM thread_key WHERE account = ? AND key = ANY (?)";
    private static final String ANOTHER_COPY =
            "UPDATE content SET copies = copies + 1 WHERE account = ? AND content = ?";
    private static final String INSERT_MESSAGE = """
            INSERT INTO message (account, message, folder, uid, mod_seq, flags, keywords, received_at, size, content,
                                 thread)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_THREAD =
            "INSERT INTO thread_key (account, key, thread) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    private final Database database;
    private final ChangeLog log;
    private final ExpungeStore expunges;
    private final LockStore locks = new LockStore();

    /// A message to store.
    public record Message(int bits, List<String> keywords, Instant receivedAt, byte[] octets, Analysis analysis) {}

    /// RFC 4315 §3.
    public record Appended(long uidValidity, long firstUid, int count) {}

    public AppendStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
        this.expunges = new ExpungeStore(database, log);
    }

    /// How a REPLACE ended when it did nothing.
    public enum Missing {
        FOLDER,
        MESSAGE
    }

    /// What became of a REPLACE (RFC 8508).
    public record Replaced(Optional<Appended> appended, Missing missing) {}

    /// Empty when the folder is gone.
    public Optional<Appended> append(AccountId account, FolderRow folder, List<Message> messages) {
        return database.transaction(
                tx -> locks.lock(tx, account).flatMap(locked -> append(tx, locked, folder, messages)));
    }

    /// Appends a message and deletes another one, both or neither.
    ///
    /// @param from the folder of the message that goes
    public Replaced replace(AccountId account, FolderRow folder, Message message, long from, long uid) {
        return database.transaction(tx -> {
            var locked = locks.lock(tx, account);
            if (locked.isEmpty() || !locks.hasFolder(tx, locked.get(), folder.id())) {
                return new Replaced(Optional.empty(), Missing.FOLDER);
            }
            if (!expunges.delete(tx, locked.get(), from, uid)) {
                return new Replaced(Optional.empty(), Missing.MESSAGE);
            }
            return new Replaced(append(tx, locked.get(), folder, List.of(message)), Missing.FOLDER);
        });
    }

    private Optional<Appended> append(Transaction tx, Locked locked, FolderRow folder, List<Message> messages) {
        return locks.takeUids(tx, locked, folder.id(), messages.size()).map(taken -> {
            new Rows(tx, locked, messages).insert(folder.id(), taken.first());
            var growth = new Growth(
                    messages.size(),
                    messages.stream().filter(m -> (m.bits() & Flags.SEEN) == 0).count(),
                    messages.stream().mapToLong(m -> m.octets().length).sum());
            locks.countFolder(tx, locked, folder.id(), growth);
            locks.countMailbox(tx, locked, messages.size(), growth);
            log.add(tx, List.of(added(locked, folder, messages, taken.first())));
            return new Appended(taken.uidValidity(), taken.first(), messages.size());
        });
    }

    private MailboxChange added(Locked locked, FolderRow folder, List<Message> messages, long firstUid) {
        var added = new ArrayList<AddedMessage>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            var analysis = messages.get(i).analysis();
            added.add(new AddedMessage(
                    locked.nextMessage() + i, firstUid + i, Optional.empty(), analysis.author(), analysis.subject()));
        }
        return new MailboxChange.Added(
                locked.account(),
                folder.id(),
                folder.name(),
                locked.modSeq(),
                log.clock().instant(),
                added);
    }

    /// The rows of one command; confined to its transaction.
    private static final class Rows {
        private final Transaction tx;
        private final Locked locked;
        private final List<Message> messages;
        private final Map<ByteBuffer, Long> contents = new HashMap<>();
        private final Map<Long, Long> threads = new HashMap<>();
        private final List<@Nullable Object[]> newContents = new ArrayList<>();
        private final List<@Nullable Object[]> copies = new ArrayList<>();
        private final List<@Nullable Object[]> newThreads = new ArrayList<>();

        Rows(Transaction tx, Locked locked, List<Message> messages) {
            this.tx = tx;
            this.locked = locked;
            this.messages = messages;
        }

        void insert(long folder, long firstUid) {
            readKnown();
            var rows = new ArrayList<@Nullable Object[]>(messages.size());
            for (int i = 0; i < messages.size(); i++) {
                var message = messages.get(i);
                long id = locked.nextMessage() + i;
                rows.add(new Object[] {
                    locked.account(),
                    id,
                    folder,
                    firstUid + i,
                    locked.modSeq(),
                    message.bits(),
                    message.keywords().isEmpty() ? null : message.keywords(),
                    message.receivedAt(),
                    (long) message.octets().length,
                    content(message, id),
                    thread(message.analysis(), id)
                });
            }
            tx.batch(ContentRow.INSERT, newContents);
            tx.batch(ANOTHER_COPY, copies);
            tx.batch(INSERT_MESSAGE, rows);
            tx.batch(INSERT_THREAD, newThreads);
        }

        private void readKnown() {
            var hashes = messages.stream().map(m -> m.analysis().hash()).toList();
            var keys = messages.stream()
                    .flatMap(m -> m.analysis().allKeys().stream())
                    .toList();
            tx.query(
                            CONTENTS,
                            row -> Map.entry(ByteBuffer.wrap(row.bytes("hash")), row.number("content")),
                            locked.account(),
                            hashes)
                    .forEach(known -> contents.put(known.getKey(), known.getValue()));
            tx.query(THREADS, row -> Map.entry(row.number("key"), row.number("thread")), locked.account(), keys)
                    .forEach(known -> threads.put(known.getKey(), known.getValue()));
        }

        private long content(Message message, long id) {
            var hash = ByteBuffer.wrap(message.analysis().hash());
            var known = contents.putIfAbsent(hash, id);
            if (known != null) {
                copies.add(new Object[] {locked.account(), known});
                return known;
            }
            newContents.add(ContentRow.of(locked.account(), id, message.octets(), message.analysis()));
            return id;
        }

        /// The conversation of the nearest message that it refers to, else a new one.
        private long thread(Analysis analysis, long id) {
            long thread = id;
            for (var key : analysis.allKeys()) {
                var found = threads.get(key);
                if (found != null) {
                    thread = found;
                    break;
                }
            }
            for (var key : analysis.allKeys()) {
                if (threads.putIfAbsent(key, thread) == null) {
                    newThreads.add(new Object[] {locked.account(), key, thread});
                }
            }
            return thread;
        }
    }
}
