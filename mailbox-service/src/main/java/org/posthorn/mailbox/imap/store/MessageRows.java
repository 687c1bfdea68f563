package org.posthorn.mailbox.imap.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;
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
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// Rows of new messages with their contents and conversations; confined to a transaction that has the
/// mailbox locked.
final class MessageRows {
    private static final String KNOWN = """
            SELECT hash, content AS id, NULL::bigint AS key FROM content WHERE account = ? AND hash = ANY (?)
            UNION ALL
            SELECT NULL, thread, key FROM thread_key WHERE account = ? AND key = ANY (?)
            """;
    private static final String ANOTHER_COPY =
            "UPDATE content SET copies = copies + 1 WHERE account = ? AND content = ?";
    private static final String INSERT_MESSAGE = """
            INSERT INTO message (account, message, folder, uid, mod_seq, flags, keywords, received_at, saved_at, size,
                                 content, thread)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, now()), ?, ?, ?)
            """;
    private static final String INSERT_THREAD =
            "INSERT INTO thread_key (account, key, thread) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    private final Transaction tx;
    private final AccountId account;
    private final Map<ByteBuffer, Long> contents = new HashMap<>();
    private final Map<Long, Long> threads = new HashMap<>();
    private final List<@Nullable Object[]> newContents = new ArrayList<>();
    private final List<@Nullable Object[]> copies = new ArrayList<>();
    private final List<@Nullable Object[]> newThreads = new ArrayList<>();

    /// A message and where it goes.
    ///
    /// @param savedAt absent is now
    record Placed(Message message, long folder, long uid, long modSeq, Optional<Instant> savedAt) {}

    MessageRows(Transaction tx, AccountId account) {
        this.tx = tx;
        this.account = account;
    }

    /// @param firstId the first of as many free message ids as there are messages
    void insert(long firstId, List<Placed> messages) {
        readKnown(messages);
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

    private void readKnown(List<Placed> messages) {
        var analyses =
                messages.stream().map(placed -> placed.message().analysis()).toList();
        var hashes = analyses.stream().map(Analysis::hash).toList();
        var keys = analyses.stream()
                .flatMap(analysis -> analysis.allKeys().stream())
                .toList();
        tx.query(KNOWN, this::remember, account, hashes, account, keys);
    }

    private boolean remember(Row row) throws SQLException {
        long id = row.number("id");
        row.optionalNumber("key").ifPresent(key -> threads.put(key, id));
        var hash = row.bytesOrNull("hash");
        if (hash != null) {
            contents.put(ByteBuffer.wrap(hash), id);
        }
        return true;
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
