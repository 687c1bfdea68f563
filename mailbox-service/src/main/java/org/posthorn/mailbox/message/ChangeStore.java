package org.posthorn.mailbox.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Changes rows of messages. The caller has locked the mailbox.
final class ChangeStore {
    static final String ROWS = """
            SELECT message, folder, uid, flags, keywords, size, content FROM message
             WHERE account = ? AND message = ANY (?) ORDER BY folder, uid
            """;
    private static final String SET_FLAGS = """
            UPDATE message SET flags = ?, keywords = ?, mod_seq = ? WHERE account = ? AND message = ?
            """;
    private static final String MOVE = """
            UPDATE message SET folder = ?, uid = ?, mod_seq = ?, saved_at = now() WHERE account = ? AND message = ?
            """;
    private static final String DELETE = "DELETE FROM message WHERE account = ? AND message = ANY (?)";
    private static final String REMEMBER_GONE = """
            INSERT INTO expunged (account, folder, uid, mod_seq) SELECT ?, ?, uid, ? FROM unnest(?::bigint[]) AS u (uid)
            """;
    private static final String RELEASE = """
            UPDATE content c SET copies = c.copies - w.n
              FROM (SELECT content, count(*) AS n FROM unnest(?::bigint[]) AS u (content) GROUP BY content) w
             WHERE c.account = ? AND c.content = w.content
            """;
    private static final String DROP_UNUSED =
            "DELETE FROM content WHERE account = ? AND content = ANY (?) AND copies <= 0";
    private static final String FIND_CONTENT = "SELECT content FROM content WHERE account = ? AND hash = ?";
    private static final String ANOTHER_COPY =
            "UPDATE content SET copies = copies + 1 WHERE account = ? AND content = ?";
    private static final String INSERT_MESSAGE = """
            INSERT INTO message (account, message, folder, uid, mod_seq, flags, keywords, received_at, size, content,
                                 thread)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND_THREAD = """
            SELECT k.thread FROM unnest(?::bigint[]) WITH ORDINALITY AS w (key, place)
              JOIN thread_key k ON k.account = ? AND k.key = w.key ORDER BY w.place LIMIT 1
            """;
    private static final String INSERT_THREAD = """
            INSERT INTO thread_key (account, key, thread) SELECT ?, key, ? FROM unnest(?::bigint[]) AS w (key)
            ON CONFLICT DO NOTHING
            """;

    /// What a change needs of a message.
    record Stored(long message, long folder, long uid, int flags, List<String> keywords, long size, long content) {
        boolean unseen() {
            return (flags & Flags.SEEN) == 0;
        }
    }

    /// New flags of a message.
    record Flagged(long message, int flags, List<String> keywords) {}

    /// A new place of a message.
    record Placed(long message, long folder, long uid) {}

    /// A message that is added.
    record Added(
            long account,
            long message,
            long folder,
            long uid,
            long modSeq,
            int flags,
            List<String> keywords,
            Instant receivedAt,
            byte[] octets,
            Analysis analysis) {}

    List<Stored> rows(Sql sql, long account, Collection<Long> messages) {
        return sql.query(
                ROWS,
                row -> new Stored(
                        row.number("message"),
                        row.number("folder"),
                        row.number("uid"),
                        row.integer("flags"),
                        row.textsOrEmpty("keywords"),
                        row.number("size"),
                        row.number("content")),
                account,
                messages);
    }

    void setFlags(Transaction tx, long account, long modSeq, List<Flagged> changes) {
        List<@Nullable Object[]> rows = new ArrayList<>(changes.size());
        for (var change : changes) {
            var keywords = change.keywords().isEmpty() ? null : change.keywords();
            rows.add(new @Nullable Object[] {change.flags(), keywords, modSeq, account, change.message()});
        }
        tx.batch(SET_FLAGS, rows);
    }

    void move(Transaction tx, long account, long modSeq, List<Placed> moves) {
        List<@Nullable Object[]> rows = new ArrayList<>(moves.size());
        for (var move : moves) {
            rows.add(new Object[] {move.folder(), move.uid(), modSeq, account, move.message()});
        }
        tx.batch(MOVE, rows);
    }

    /// Remembers what left a folder, for those who ask what changed (RFC 7162 §3.2).
    void rememberGone(Transaction tx, long account, long folder, long modSeq, List<Long> uids) {
        tx.later(REMEMBER_GONE, account, folder, modSeq, uids);
    }

    /// Deletes messages, and contents that no message of the account has any more.
    void delete(Transaction tx, long account, List<Stored> messages) {
        var contents = messages.stream().map(Stored::content).toList();
        tx.later(DELETE, account, messages.stream().map(Stored::message).toList());
        tx.later(RELEASE, contents, account);
        tx.later(DROP_UNUSED, account, contents);
    }

    /// Adds a message, with its content where the account has not got it, and its conversation.
    void add(Transaction tx, Added added) {
        var analysis = added.analysis();
        long account = added.account();
        tx.later(
                INSERT_MESSAGE,
                account,
                added.message(),
                added.folder(),
                added.uid(),
                added.modSeq(),
                added.flags(),
                added.keywords().isEmpty() ? null : added.keywords(),
                added.receivedAt(),
                (long) added.octets().length,
                content(tx, added),
                thread(tx, account, added.message(), analysis));
    }

    private long content(Transaction tx, Added added) {
        var a = added.analysis();
        Optional<Long> known = tx.queryOne(FIND_CONTENT, row -> row.number("content"), added.account(), a.hash());
        if (known.isPresent()) {
            tx.later(ANOTHER_COPY, added.account(), known.get());
            return known.get();
        }
        tx.later(ContentRow.INSERT, ContentRow.of(new AccountId(added.account()), added.message(), added.octets(), a));
        return added.message();
    }

    private static long thread(Transaction tx, long account, long message, Analysis analysis) {
        var keys = analysis.allKeys();
        long thread = tx.queryOne(FIND_THREAD, row -> row.number("thread"), keys, account)
                .orElse(message);
        tx.later(INSERT_THREAD, account, thread, keys);
        return thread;
    }
}
