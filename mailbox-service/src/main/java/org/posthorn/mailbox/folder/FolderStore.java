package org.posthorn.mailbox.folder;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.MailApi;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Rows of folders, and the lock of an account's mailbox.
public final class FolderStore {
    private static final String SELECT = """
            SELECT folder, name, special_use, messages, unseen, bytes, mod_seq, uid_next FROM folder
            """;
    private static final String ALL = SELECT + " WHERE account = ?";
    private static final String ONE = SELECT + " WHERE account = ? AND folder = ?";
    private static final String BY_USE = SELECT + " WHERE account = ? AND special_use = ?";
    private static final String NEXT_MOD_SEQ =
            "UPDATE mailbox SET mod_seq = mod_seq + 1 WHERE account = ? RETURNING mod_seq";
    private static final String NEXT_MESSAGE =
            "UPDATE mailbox SET next_message = next_message + 1 WHERE account = ? RETURNING next_message - 1 AS id";
    /// A folder that is made again under an old name gets a greater UIDVALIDITY, also within the same second.
    private static final String NEXT_FOLDER = """
            UPDATE mailbox SET next_folder = next_folder + 1,
                   last_uid_validity = greatest(last_uid_validity + 1, extract(epoch FROM now())::bigint - 1577836800)
             WHERE account = ? RETURNING next_folder - 1 AS id, last_uid_validity
            """;
    private static final String COUNT_MAILBOX = """
            UPDATE mailbox SET messages = messages + ?, bytes = bytes + ? WHERE account = ?
            RETURNING bytes > nullif(quota_bytes, 0) OR messages > nullif(quota_messages, 0) AS over
            """;
    private static final String COUNT = """
            UPDATE folder SET messages = messages + ?, unseen = unseen + ?, bytes = bytes + ?, uid_next = uid_next + ?,
                              mod_seq = ?
             WHERE account = ? AND folder = ?
            """;
    private static final String INSERT = """
            INSERT INTO folder (account, folder, name, uid_validity, mod_seq)
            VALUES (?, ?, ?, ?, ?)
            """;
    private static final String RENAME = "UPDATE folder SET name = ?, mod_seq = ? WHERE account = ? AND folder = ?";
    private static final String RENAME_CHILDREN = """
            UPDATE folder SET name = ? || substr(name, ?), mod_seq = ? WHERE account = ? AND starts_with(name, ?)
            """;
    private static final String DELETE = "DELETE FROM folder WHERE account = ? AND folder = ?";

    /// A folder's row.
    public record Folder(
            long id,
            String name,
            Optional<SpecialUse> use,
            long messages,
            long unseen,
            long bytes,
            long modSeq,
            long uidNext) {
        public MailApi.Folder toApi() {
            return new MailApi.Folder(id, name, use.map(SpecialUse::label), messages, unseen, bytes, modSeq);
        }
    }

    /// What changes in a folder's counters.
    public record Count(long messages, long unseen, long bytes, long uids) {}

    /// Locks the mailbox until the transaction ends and takes the mod-sequence of its changes; empty when the account
    /// is gone.
    public Optional<Long> lock(Sql sql, long account) {
        return sql.queryOne(NEXT_MOD_SEQ, row -> row.number("mod_seq"), account);
    }

    public long nextMessage(Sql sql, long account) {
        return sql.queryOne(NEXT_MESSAGE, row -> row.number("id"), account).orElseThrow();
    }

    /// @return whether that is more than the account may store
    public boolean countMailbox(Sql sql, long account, long messages, long bytes) {
        return sql.queryOne(COUNT_MAILBOX, row -> row.flag("over"), messages, bytes, account)
                .orElse(false);
    }

    public List<Folder> all(Sql sql, long account) {
        return sql.query(ALL, FolderStore::read, account);
    }

    public Optional<Folder> byId(Sql sql, long account, long folder) {
        return sql.queryOne(ONE, FolderStore::read, account, folder);
    }

    public Optional<Folder> byUse(Sql sql, long account, SpecialUse use) {
        return sql.queryOne(BY_USE, FolderStore::read, account, use);
    }

    public void count(Sql sql, long account, long folder, Count count, long modSeq) {
        sql.update(COUNT, count.messages(), count.unseen(), count.bytes(), count.uids(), modSeq, account, folder);
    }

    long insert(Sql sql, long account, String name, long modSeq) {
        record Next(long id, long uidValidity) {}
        var next = sql.queryOne(
                        NEXT_FOLDER, row -> new Next(row.number("id"), row.number("last_uid_validity")), account)
                .orElseThrow();
        sql.update(INSERT, account, next.id(), name, next.uidValidity(), modSeq);
        return next.id();
    }

    /// Renames a folder and, where its name stands before `/`, those below it.
    void rename(Sql sql, long account, Folder folder, String name, long modSeq) {
        sql.update(RENAME, name, modSeq, account, folder.id());
        var below = folder.name() + "/";
        sql.update(RENAME_CHILDREN, name + "/", below.length() + 1, modSeq, account, below);
    }

    void delete(Sql sql, long account, Collection<Long> folders) {
        folders.forEach(folder -> sql.update(DELETE, account, folder));
    }

    private static Folder read(Row row) throws SQLException {
        return new Folder(
                row.number("folder"),
                row.text("name"),
                row.optionalText("special_use").map(SpecialUse::valueOf),
                row.number("messages"),
                row.number("unseen"),
                row.number("bytes"),
                row.number("mod_seq"),
                row.number("uid_next"));
    }
}
