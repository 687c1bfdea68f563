package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.runtime.sql.Answer;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.RowMapper;
import org.posthorn.runtime.sql.Transaction;

/// What every change of an account's mail begins and ends with.
final class LockStore {
    private static final String LOCK = """
            UPDATE mailbox SET mod_seq = mod_seq + 1 WHERE account = ?
            RETURNING mod_seq, next_message, nullif(quota_messages, 0) - messages AS messages_left,
                      nullif(quota_bytes, 0) - bytes AS bytes_left
            """;
    private static final String COUNT_MAILBOX = """
            UPDATE mailbox SET next_message = next_message + ?, messages = messages + ?, bytes = bytes + ?
             WHERE account = ?
            """;
    private static final String COUNT_FOLDER = """
            UPDATE folder SET mod_seq = ?, messages = messages + ?, unseen = unseen + ?, bytes = bytes + ?
             WHERE account = ? AND folder = ?
            RETURNING old.mod_seq AS before
            """;
    private static final String GROW = """
            UPDATE mailbox SET mod_seq = mod_seq + 1, next_message = next_message + ?, messages = messages + ?,
                   bytes = bytes + ?
             WHERE account = ?
            RETURNING mod_seq, old.next_message, nullif(quota_messages, 0) - old.messages AS messages_left,
                      nullif(quota_bytes, 0) - old.bytes AS bytes_left
            """;
    private static final String GROW_FOLDER = """
            UPDATE folder SET uid_next = uid_next + ?, mod_seq = m.mod_seq, messages = folder.messages + ?,
                   unseen = unseen + ?, bytes = folder.bytes + ?
              FROM mailbox m WHERE m.account = ? AND folder.account = m.account AND name = ?
            RETURNING folder, name, special_use, old.uid_next AS first, uid_validity
            """;
    private static final String HAS_FOLDER = "SELECT folder FROM folder WHERE account = ? AND folder = ?";
    private static final String TAKE_UIDS = """
            UPDATE folder SET uid_next = uid_next + ? WHERE account = ? AND name = ?
            RETURNING folder, name, special_use, old.uid_next AS first, uid_validity
            """;
    private static final String REMEMBER_GONE = """
            INSERT INTO expunged (account, folder, uid, mod_seq) SELECT ?, ?, u, ? FROM unnest(?::bigint[]) AS u
            """;
    private static final String DROP_COPIES = """
            UPDATE content SET copies = copies - w.n
              FROM (SELECT content, count(*) AS n FROM unnest(?::bigint[]) AS u (content) GROUP BY content) w
             WHERE account = ? AND content.content = w.content
            """;
    private static final String DROP_CONTENTS =
            "DELETE FROM content WHERE account = ? AND content = ANY (?) AND copies <= 0";

    /// A locked mailbox.
    ///
    /// @param modSeq      of everything that this transaction changes
    /// @param nextMessage the first free message id
    /// @param room        what may still be added
    record Locked(AccountId account, long modSeq, long nextMessage, Room room) {
        private static RowMapper<Locked> of(AccountId account) {
            return row -> new Locked(
                    account,
                    row.number("mod_seq"),
                    row.number("next_message"),
                    new Room(
                            row.optionalNumber("messages_left").orElse(Long.MAX_VALUE),
                            row.optionalNumber("bytes_left").orElse(Long.MAX_VALUE)));
        }
    }

    /// What an account may still store; below 0 when it stores more than it may.
    record Room(long messages, long bytes) {
        /// @throws OverQuota when that is too much; the transaction is undone
        void take(Growth growth) {
            if (growth.bytes() > 0 && (growth.messages() > messages || growth.bytes() > bytes)) {
                throw new OverQuota();
            }
        }
    }

    /// By how much counters grow.
    record Growth(long messages, long unseen, long bytes) {
        Growth negated() {
            return new Growth(-messages, -unseen, -bytes);
        }
    }

    /// UIDs that were taken.
    record Taken(long folder, String name, Optional<SpecialUse> use, long first, long uidValidity) {
        private static Taken of(Row row) throws SQLException {
            return new Taken(
                    row.number("folder"),
                    row.text("name"),
                    row.optionalText("special_use").map(SpecialUse::valueOf),
                    row.number("first"),
                    row.number("uid_validity"));
        }
    }

    /// Locks an account's mailbox until the transaction ends; empty when the account is gone.
    Answer<Locked> lock(Transaction tx, AccountId account) {
        return tx.ask(LOCK, Locked.of(account), account);
    }

    /// Locks as [#lock] does, takes as many message ids as there are new messages, and counts them. The room is
    /// what there was before.
    Answer<Locked> lockAndGrow(Transaction tx, AccountId account, Growth growth) {
        return tx.ask(GROW, Locked.of(account), growth.messages(), growth.messages(), growth.bytes(), account);
    }

    /// Takes UIDs for new messages of a mailbox that was locked, and counts them; empty when the folder is gone.
    Answer<Taken> growFolder(Transaction tx, AccountId account, String folder, Growth growth) {
        return tx.ask(
                GROW_FOLDER,
                Taken::of,
                growth.messages(),
                growth.messages(),
                growth.unseen(),
                growth.bytes(),
                account,
                folder);
    }

    boolean hasFolder(Transaction tx, Locked locked, long folder) {
        return tx.queryOne(HAS_FOLDER, row -> row.number("folder"), locked.account(), folder)
                .isPresent();
    }

    /// Takes UIDs of a mailbox that was locked; empty when the folder is gone.
    Answer<Taken> takeUids(Transaction tx, AccountId account, String folder, int count) {
        return tx.ask(TAKE_UIDS, Taken::of, count, account, folder);
    }

    /// @return the folder's mod-sequence before
    Answer<Long> countFolder(Transaction tx, Locked locked, long folder, Growth growth) {
        return tx.ask(
                COUNT_FOLDER,
                row -> row.number("before"),
                locked.modSeq(),
                growth.messages(),
                growth.unseen(),
                growth.bytes(),
                locked.account(),
                folder);
    }

    /// @param ids how many message ids were taken
    /// @throws OverQuota when it would grow past what the account may store
    void countMailbox(Transaction tx, Locked locked, long ids, Growth growth) {
        locked.room().take(growth);
        tx.later(COUNT_MAILBOX, ids, growth.messages(), growth.bytes(), locked.account());
    }

    void rememberGone(Transaction tx, Locked locked, long folder, List<Long> uids) {
        tx.later(REMEMBER_GONE, locked.account(), folder, locked.modSeq(), uids);
    }

    /// One message less has each of these contents; those that none has are deleted.
    void dropContents(Transaction tx, Locked locked, List<Long> contents) {
        tx.later(DROP_COPIES, contents, locked.account());
        tx.later(DROP_CONTENTS, locked.account(), contents);
    }
}
