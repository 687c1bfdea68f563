package org.posthorn.mailbox.imap.store;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Transaction;

/// What every change of an account's mail begins and ends with.
final class LockStore {
    private static final String LOCK = """
            UPDATE mailbox SET mod_seq = mod_seq + 1 WHERE account = ? RETURNING mod_seq, next_message
            """;
    private static final String COUNT_MAILBOX = """
            UPDATE mailbox SET next_message = next_message + ?, messages = messages + ?, bytes = bytes + ?
             WHERE account = ?
            RETURNING bytes > nullif(quota_bytes, 0) OR messages > nullif(quota_messages, 0) AS over
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
            RETURNING mod_seq, old.next_message, bytes > nullif(quota_bytes, 0) OR messages > nullif(quota_messages, 0)
                   AS over
            """;
    private static final String GROW_FOLDER = """
            UPDATE folder SET uid_next = uid_next + ?, mod_seq = ?, messages = messages + ?, unseen = unseen + ?,
                   bytes = bytes + ?
             WHERE account = ? AND folder = ?
            RETURNING old.uid_next AS first, uid_validity, name
            """;
    private static final String HAS_FOLDER = "SELECT folder FROM folder WHERE account = ? AND folder = ?";
    private static final String TAKE_UIDS = """
            UPDATE folder SET uid_next = uid_next + ? WHERE account = ? AND folder = ?
            RETURNING uid_next - ? AS first, uid_validity, name
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
    record Locked(AccountId account, long modSeq, long nextMessage) {}

    /// By how much counters grow.
    record Growth(long messages, long unseen, long bytes) {
        Growth negated() {
            return new Growth(-messages, -unseen, -bytes);
        }
    }

    /// UIDs that were taken.
    record Taken(long first, long uidValidity, String folderName) {}

    /// Locks an account's mailbox until the transaction ends; empty when the account is gone.
    Optional<Locked> lock(Transaction tx, AccountId account) {
        return tx.queryOne(
                LOCK, row -> new Locked(account, row.number("mod_seq"), row.number("next_message")), account);
    }

    /// Locks as [#lock] does, takes as many message ids as there are new messages, and counts them.
    ///
    /// @throws OverQuota when that is more than the account may store; the transaction is undone
    Optional<Locked> lockAndGrow(Transaction tx, AccountId account, Growth growth) {
        record Grown(Locked locked, boolean over) {}
        var grown = tx.queryOne(
                GROW,
                row -> new Grown(
                        new Locked(account, row.number("mod_seq"), row.number("next_message")), row.flag("over")),
                growth.messages(),
                growth.messages(),
                growth.bytes(),
                account);
        if (grown.filter(Grown::over).isPresent()) {
            throw new OverQuota();
        }
        return grown.map(Grown::locked);
    }

    /// Takes UIDs for new messages, and counts them.
    Optional<Taken> growFolder(Transaction tx, Locked locked, long folder, Growth growth) {
        return tx.queryOne(
                GROW_FOLDER,
                row -> new Taken(row.number("first"), row.number("uid_validity"), row.text("name")),
                growth.messages(),
                locked.modSeq(),
                growth.messages(),
                growth.unseen(),
                growth.bytes(),
                locked.account(),
                folder);
    }

    boolean hasFolder(Transaction tx, Locked locked, long folder) {
        return tx.queryOne(HAS_FOLDER, row -> row.number("folder"), locked.account(), folder)
                .isPresent();
    }

    Optional<Taken> takeUids(Transaction tx, Locked locked, long folder, int count) {
        return tx.queryOne(
                TAKE_UIDS,
                row -> new Taken(row.number("first"), row.number("uid_validity"), row.text("name")),
                count,
                locked.account(),
                folder,
                count);
    }

    /// @return the folder's mod-sequence before
    long countFolder(Transaction tx, Locked locked, long folder, Growth growth) {
        return tx.queryOne(
                        COUNT_FOLDER,
                        row -> row.number("before"),
                        locked.modSeq(),
                        growth.messages(),
                        growth.unseen(),
                        growth.bytes(),
                        locked.account(),
                        folder)
                .orElse(0L);
    }

    /// @param ids how many message ids were taken
    /// @throws OverQuota when it grew past what the account may store; the transaction is undone
    void countMailbox(Transaction tx, Locked locked, long ids, Growth growth) {
        boolean over = tx.queryOne(
                        COUNT_MAILBOX,
                        row -> row.flag("over"),
                        ids,
                        growth.messages(),
                        growth.bytes(),
                        locked.account())
                .orElse(false);
        if (over && growth.bytes() > 0) {
            throw new OverQuota();
        }
    }

    void rememberGone(Transaction tx, Locked locked, long folder, List<Long> uids) {
        tx.update(REMEMBER_GONE, locked.account(), folder, locked.modSeq(), uids);
    }

    /// One message less has each of these contents; those that none has are deleted.
    void dropContents(Transaction tx, Locked locked, List<Long> contents) {
        tx.update(DROP_COPIES, contents, locked.account());
        tx.update(DROP_CONTENTS, locked.account(), contents);
    }
}
