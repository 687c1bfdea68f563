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
import org.posthorn.mailbox.imap.store.AppendStore.Message;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.mailbox.message.ContentRow;
import org.posthorn.runtime.sql.Answer;
import org.posthorn.runtime.sql.ListStatement;
import org.posthorn.runtime.sql.Transaction;

/// Rows of new messages with their contents and conversations; confined to a transaction that has the
/// mailbox locked.
final class MessageRows {
    private static final ListStatement CONTENTS =
            ListStatement.of("SELECT hash, content FROM content WHERE account = ? AND hash = ANY (?)");
    private static final ListStatement THREADS =
            ListStatement.of("SELECT key, thread FROM thread_key WHERE account = ? AND key = ANY (?)");
    static final String ANOTHER_COPY = "UPDATE content SET copies = copies + 1 WHERE account = ? AND content = ?";
    private static final String INSERT_MESSAGE = """
            INSERT INTO message (account, message, folder, uid, mod_seq, flags, keywords, received_at, saved_at, size,
                                 content, thread)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, now()), ?, ?, ?)
            """;
    private static final String INSERT_THREAD =
            "INSERT INTO thread_key (account, key, thread) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    private final Transaction tx;
    private final AccountId account;
    private final Answer<ContentId> knownContents;
    private final Answer<ThreadId> knownThreads;
    private final Map<ByteBuffer, Long> contents = new HashMap<>();
    private final Map<Long, Long> threads = new HashMap<>();
    private final List<@Nullable Object[]> newContents = new ArrayList<>();
    private final List<@Nullable Object[]> copies = new ArrayList<>();
    private final List<@Nullable Object[]> newThreads = new ArrayList<>();

    /// A message and where it goes.
    ///
    /// @param savedAt absent is now
    record Placed(Message message, long folder, long uid, long modSeq, Optional<Instant> savedAt) {}

    private record ContentId(ByteBuffer hash, long content) {}

    private record ThreadId(long key, long thread) {}

    /// Asks for contents and conversations that these messages share with others.
    MessageRows(Transaction tx, AccountId account, List<Message> messages) {
        this.tx = tx;
        this.account = account;
        var analyses = messages.stream().map(Message::analysis).toList();
        var hashes = analyses.stream().map(Analysis::hash).toList();
        var keys = analyses.stream()
                .flatMap(analysis -> analysis.allKeys().stream())
                .toList();
        knownThreads = tx.ask(
                THREADS.sql(keys),
                row -> new ThreadId(row.number("key"), row.number("thread")),
                account,
                ListStatement.argument(keys));
        knownContents = tx.ask(
                CONTENTS.sql(hashes),
                row -> new ContentId(ByteBuffer.wrap(row.bytes("hash")), row.number("content")),
                account,
                ListStatement.argument(hashes));
    }

    /// @param firstId  the first of as many free message ids as there are messages
    /// @param messages those that were asked for, in the same order
    void insert(long firstId, List<Placed> messages) {
        knownContents.rows().forEach(known -> contents.put(known.hash(), known.content()));
        knownThreads.rows().forEach(known -> threads.put(known.key(), known.thread()));
        var rows = new ArrayList<@Nullable Object[]>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            rows.add(row(messages.get(i), firstId + i));
        }
        tx.batch(ContentRow.INSERT, newContents);
        tx.batch(ANOTHER_COPY, copies);
        tx.batch(INSERT_MESSAGE, rows);
        tx.batch(INSERT_THREAD, newThreads);
    }

    private @Nullable Object[] row(Placed placed, long id) {
        var message = placed.message();
        return new @Nullable Object[] {
            account,
            id,
            placed.folder(),
            placed.uid(),
            placed.modSeq(),
            message.bits(),
            message.keywords().isEmpty() ? null : message.keywords(),
            message.receivedAt(),
            placed.savedAt(),
            (long) message.octets().length,
            content(message, id),
            thread(message.analysis(), id)
        };
    }

    private long content(Message message, long id) {
        var hash = ByteBuffer.wrap(message.analysis().hash());
        var known = contents.putIfAbsent(hash, id);
        if (known != null) {
            copies.add(new Object[] {account, known});
            return known;
        }
        newContents.add(ContentRow.of(account, id, message.octets(), message.analysis()));
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
                newThreads.add(new Object[] {account, key, thread});
            }
        }
        return thread;
    }
}
