package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.api.TransferApi.Note;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.store.AppendStore.Message;
import org.posthorn.mailbox.imap.store.LockStore.Locked;
import org.posthorn.mailbox.imap.store.MessageRows.Placed;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// Brings a mailbox back with the UIDs, mod-sequences and UIDVALIDITYs that it had. Messages come into
/// folders that have no row yet, where nobody sees them; the last transaction makes the rows. Mail that
/// arrived meanwhile stays, behind what was restored.
public final class RestoreStore {
    private static final String UNDER_WAY = "SELECT backup FROM restore WHERE account = ?";
    private static final String HAS_MAIL = "SELECT messages FROM mailbox WHERE account = ? AND messages > 0";
    private static final String BEGIN = "INSERT INTO restore (account, backup, mod_seq) VALUES (?, ?, ?)";
    private static final String TAKE_FOLDERS = """
            UPDATE mailbox SET next_folder = next_folder + ? WHERE account = ? RETURNING next_folder - ? AS first
            """;
    private static final String INSERT_FOLDER = """
            INSERT INTO restore_folder (account, folder, name, special_use, subscribed, uid_validity, uid_next, mod_seq)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FOLDERS = """
            SELECT r.folder, r.name, r.special_use, r.subscribed, r.uid_validity, r.uid_next, r.mod_seq,
                   coalesce(m.messages, 0) AS messages, coalesce(m.unseen, 0) AS unseen, coalesce(m.bytes, 0) AS bytes
              FROM restore_folder r LEFT JOIN (
                   SELECT folder, count(*) AS messages, count(*) FILTER (WHERE flags & 1 = 0) AS unseen,
                          sum(size)::bigint AS bytes
                     FROM message WHERE account = ?
                      AND folder IN (SELECT folder FROM restore_folder WHERE account = ?) GROUP BY folder
                   ) m ON m.folder = r.folder
             WHERE r.account = ? ORDER BY r.folder
            """;
    private static final String INSERT_NOTE = """
            INSERT INTO restore_annotation (account, folder, entry, value) VALUES (?, ?, ?, ?)
            """;
    private static final String KEEP_NOTES = """
            INSERT INTO restore_annotation (account, folder, entry, value)
            SELECT account, ?, entry, value FROM annotation WHERE account = ? AND folder = ? ON CONFLICT DO NOTHING
            """;
    private static final String PUBLISH_NOTES = """
            INSERT INTO annotation (account, folder, entry, value, mod_seq)
            SELECT r.account, f.folder, r.entry, r.value, ?
              FROM restore_annotation r LEFT JOIN folder f ON f.account = r.account AND f.name = r.folder
             WHERE r.account = ? AND (r.folder = '' OR f.folder IS NOT NULL)
            ON CONFLICT (account, folder, entry) DO UPDATE SET value = excluded.value, mod_seq = excluded.mod_seq
            """;
    private static final String HAS_FOLDER = "SELECT folder FROM restore_folder WHERE account = ? AND folder = ?";
    private static final String PRESENT = """
            SELECT uid FROM message WHERE account = ? AND folder = ? AND uid = ANY (?)
            """;
    private static final String TAKE_IDS = "UPDATE mailbox SET next_message = next_message + ? WHERE account = ?";
    private static final String STAGED = """
            DELETE FROM message WHERE account = ? AND message IN (
                   SELECT m.message FROM message m JOIN restore_folder r ON r.account = m.account AND r.folder = m.folder
                    WHERE m.account = ? LIMIT ?)
            RETURNING content
            """;
    private static final List<String> FORGET = List.of(
            "DELETE FROM restore_annotation WHERE account = ?",
            "DELETE FROM restore_folder WHERE account = ?",
            "DELETE FROM restore WHERE account = ?");
    private static final String MOVE_ARRIVED = """
            UPDATE message SET folder = ?, uid = ? + w.place, mod_seq = ?
              FROM (SELECT message, row_number() OVER (ORDER BY uid) AS place FROM message
                     WHERE account = ? AND folder = ?) w
             WHERE account = ? AND message.message = w.message
            """;
    private static final String DROP_GONE = "DELETE FROM expunged WHERE account = ? AND folder = ?";
    private static final String DROP_FOLDER = "DELETE FROM folder WHERE account = ? AND folder = ?";
    private static final String PUBLISH_FOLDER = """
            INSERT INTO folder (account, folder, name, special_use, uid_validity, uid_next, mod_seq, messages, unseen,
                                bytes, gone_since)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String PUBLISH_MAILBOX = """
            UPDATE mailbox b SET mod_seq = greatest(b.mod_seq, r.mod_seq) + 1, messages = b.messages + ?,
                   bytes = b.bytes + ?,
                   last_uid_validity = greatest(b.last_uid_validity, (
                       SELECT max(uid_validity) FROM restore_folder f WHERE f.account = b.account))
              FROM restore r WHERE b.account = ? AND r.account = b.account
            RETURNING b.mod_seq
            """;
    private static final int CHUNK = 2_000;

    private final Database database;
    private final ChangeLog log;
    private final FolderStore folders = new FolderStore();
    private final LockStore locks = new LockStore();

    /// A mailbox as it was.
    ///
    /// @param modSeq  the highest
    /// @param folders ids, counters and special uses that are taken already do not matter
    public record Wanted(long modSeq, List<FolderRow> folders, List<Note> notes) {}

    /// A message as it was.
    public record Restored(Message message, long uid, long modSeq, Optional<Instant> savedAt) {}

    /// How a restore begins.
    public enum Beginning {
        READY,
        HAS_MAIL,
        NO_ACCOUNT
    }

    public RestoreStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    /// Begins, or goes on with the same backup; what another one left is dropped.
    ///
    public Beginning begin(AccountId account, String backup, Wanted wanted) {
        var before = database.queryOne(UNDER_WAY, row -> row.text("backup"), account);
        if (before.filter(backup::equals).isPresent()) {
            return Beginning.READY;
        }
        before.ifPresent(_ -> discard(account));
        return database.transaction(tx -> {
            if (locks.lock(tx, account).row().isEmpty()) {
                return Beginning.NO_ACCOUNT;
            }
            if (tx.queryOne(HAS_MAIL, row -> row.number("messages"), account).isPresent()) {
                return Beginning.HAS_MAIL;
            }
            tx.update(BEGIN, account, backup, wanted.modSeq());
            insertFolders(tx, account, wanted.folders());
            tx.batch(
                    INSERT_NOTE,
                    wanted.notes().stream()
                            .map(note -> new @Nullable Object[] {account, note.folder(), note.entry(), note.value()})
                            .toList());
            return Beginning.READY;
        });
    }

    private static void insertFolders(Transaction tx, AccountId account, List<FolderRow> wanted) {
        long first = tx.queryOne(TAKE_FOLDERS, row -> row.number("first"), wanted.size(), account, wanted.size())
                .orElseThrow();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            var folder = wanted.get(i);
            rows.add(new @Nullable Object[] {
                account,
                first + i,
                folder.name(),
                folder.use(),
                folder.subscribed(),
                folder.uidValidity(),
                folder.uidNext(),
                folder.modSeq()
            });
        }
        tx.batch(INSERT_FOLDER, rows);
    }

    private void discard(AccountId account) {
        int count = CHUNK;
        while (count == CHUNK) {
            count = database.transaction(tx -> {
                var locked = locks.lock(tx, account).row().orElseThrow();
                var contents = tx.query(STAGED, row -> row.number("content"), account, account, CHUNK);
                locks.dropContents(tx, locked, contents);
                return contents.size();
            });
        }
        database.run(tx -> FORGET.forEach(forget -> tx.update(forget, account)));
    }

    /// The folders that are being restored, with what they hold so far.
    public List<FolderRow> folders(AccountId account) {
        return database.query(FOLDERS, RestoreStore::read, account, account, account);
    }

    /// Adds messages to a folder that is being restored; those that are there already stay.
    ///
    /// @return how many were new; empty when no such folder is being restored
    public Optional<Integer> add(AccountId account, long folder, List<Restored> messages) {
        return database.transaction(tx -> {
            var locked = locks.lock(tx, account).row();
            if (locked.isEmpty()
                    || tx.queryOne(HAS_FOLDER, row -> row.number("folder"), account, folder)
                            .isEmpty()) {
                return Optional.empty();
            }
            var uids = messages.stream().map(Restored::uid).toList();
            var present = new HashSet<>(tx.query(PRESENT, row -> row.number("uid"), account, folder, uids));
            var fresh = messages.stream()
                    .filter(message -> !present.contains(message.uid()))
                    .map(m -> new Placed(m.message(), folder, m.uid(), m.modSeq(), m.savedAt()))
                    .toList();
            tx.update(TAKE_IDS, fresh.size(), account);
            var rows = new MessageRows(
                    tx, account, fresh.stream().map(Placed::message).toList());
            rows.insert(locked.get().nextMessage(), fresh);
            return Optional.of(fresh.size());
        });
    }

    /// Shows everything that was restored.
    ///
    /// @return whether a restore was under way
    public boolean end(AccountId account) {
        return database.transaction(tx -> {
            var locked = locks.lock(tx, account).row();
            var restored = locked.isEmpty()
                    ? List.<FolderRow>of()
                    : tx.query(FOLDERS, RestoreStore::read, account, account, account);
            if (restored.isEmpty()) {
                return false;
            }
            publish(tx, locked.get(), restored);
            FORGET.forEach(forget -> tx.update(forget, account));
            return true;
        });
    }

    private void publish(Transaction tx, Locked locked, List<FolderRow> restored) {
        var account = locked.account();
        long modSeq = tx.queryOne(
                        PUBLISH_MAILBOX,
                        row -> row.number("mod_seq"),
                        restored.stream().mapToLong(FolderRow::messages).sum(),
                        restored.stream().mapToLong(FolderRow::bytes).sum(),
                        account)
                .orElseThrow();
        var replaced = replaced(folders.all(tx, account), restored);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (var folder : restored) {
            var whole = folder;
            for (var old : replaced.getOrDefault(folder.id(), List.of())) {
                whole = takeOver(tx, account, old, whole, modSeq);
            }
            rows.add(row(account, whole));
            folders.subscribe(tx, account, folder.name(), folder.subscribed());
        }
        tx.batch(PUBLISH_FOLDER, rows);
        tx.update(PUBLISH_NOTES, modSeq, account);
        List<MailboxChange> events = new ArrayList<>();
        var at = log.clock().instant();
        restored.forEach(folder -> events.add(new MailboxChange.FoldersChanged(account, folder.id(), modSeq, at)));
        log.add(tx, events);
    }

    /// Which folders make room for which: those of the same name or the same special use.
    private static Map<Long, List<FolderRow>> replaced(List<FolderRow> present, List<FolderRow> restored) {
        Map<Long, List<FolderRow>> replaced = new HashMap<>();
        for (var old : present) {
            restored.stream()
                    .filter(folder -> folder.name().equals(old.name())
                            || (folder.use().isPresent() && folder.use().equals(old.use())))
                    .findFirst()
                    .ifPresent(folder -> replaced.computeIfAbsent(folder.id(), _ -> new ArrayList<>())
                            .add(old));
        }
        return replaced;
    }

    /// What arrived in the old folder goes behind what was restored, and what was noted about it stays where the backup
    /// says nothing else.
    private static FolderRow takeOver(Transaction tx, AccountId account, FolderRow old, FolderRow folder, long modSeq) {
        int moved = old.messages() == 0
                ? 0
                : tx.update(MOVE_ARRIVED, folder.id(), folder.uidNext() - 1, modSeq, account, old.id(), account);
        tx.update(KEEP_NOTES, folder.name(), account, old.id());
        tx.update(DROP_GONE, account, old.id());
        tx.update(DROP_FOLDER, account, old.id());
        return new FolderRow(
                folder.id(),
                folder.name(),
                folder.use(),
                folder.subscribed(),
                folder.uidValidity(),
                folder.uidNext() + moved,
                moved == 0 ? folder.modSeq() : modSeq,
                folder.messages() + old.messages(),
                folder.unseen() + old.unseen(),
                folder.bytes() + old.bytes(),
                folder.goneSince());
    }

    private static @Nullable Object[] row(AccountId account, FolderRow folder) {
        return new @Nullable Object[] {
            account,
            folder.id(),
            folder.name(),
            folder.use(),
            folder.uidValidity(),
            folder.uidNext(),
            folder.modSeq(),
            folder.messages(),
            folder.unseen(),
            folder.bytes(),
            folder.goneSince()
        };
    }

    private static FolderRow read(Row row) throws SQLException {
        return new FolderRow(
                row.number("folder"),
                row.text("name"),
                row.optionalText("special_use").map(SpecialUse::valueOf),
                row.flag("subscribed"),
                row.number("uid_validity"),
                row.number("uid_next"),
                row.number("mod_seq"),
                row.number("messages"),
                row.number("unseen"),
                row.number("bytes"),
                row.number("mod_seq"));
    }
}
