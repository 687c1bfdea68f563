package org.posthorn.mailbox.imap.store;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.api.TransferApi.Note;
import org.posthorn.mailbox.imap.grammar.Command.Annotation;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// What clients note about folders and about the account (RFC 5464). A folder is its number, or empty for the account.
public final class AnnotationStore {
    private static final String SIZES = """
            SELECT entry, octet_length(value) AS size FROM annotation
             WHERE account = ? AND folder IS NOT DISTINCT FROM ?::bigint ORDER BY entry
            """;
    private static final String VALUES = """
            SELECT entry, value FROM annotation
             WHERE account = ? AND folder IS NOT DISTINCT FROM ?::bigint AND entry = ANY (?) ORDER BY entry
            """;
    private static final String VERSIONS = """
            SELECT coalesce(folder, 0) AS folder, entry, mod_seq FROM annotation
             WHERE account = ? ORDER BY folder, entry
            """;
    private static final String ALL = """
            SELECT coalesce(f.name, '') AS folder, a.entry, a.value
              FROM annotation a LEFT JOIN folder f ON f.account = a.account AND f.folder = a.folder
             WHERE a.account = ? ORDER BY f.name NULLS FIRST, a.entry
            """;
    private static final String SET = """
            INSERT INTO annotation (account, folder, entry, value, mod_seq) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (account, folder, entry) DO UPDATE SET value = excluded.value, mod_seq = excluded.mod_seq
            """;
    private static final String REMOVE = """
            DELETE FROM annotation WHERE account = ? AND folder IS NOT DISTINCT FROM ?::bigint AND entry = ?
            """;
    private static final String USED = """
            SELECT count(*) AS entries, coalesce(sum(octet_length(value)), 0)::bigint AS octets FROM annotation
             WHERE account = ?
            """;
    private static final long MOST_ENTRIES = 1_000;
    private static final long MOST_OCTETS = 4 << 20;

    private final Database database;
    private final ChangeLog log;
    private final LockStore locks = new LockStore();

    /// How long a value is, in octets.
    public record Size(String entry, long octets) {}

    /// When an entry changed.
    ///
    /// @param folder 0 is the account
    public record Version(long folder, String entry, long modSeq) {}

    /// How a change ended.
    public enum Outcome {
        DONE,
        MISSING,
        TOO_MANY
    }

    /// The account would have too many; the transaction is undone.
    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMany() {
            super("too many annotations", null, false, false);
        }
    }

    public AnnotationStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
    }

    public List<Size> sizes(AccountId account, Optional<Long> folder) {
        return database.query(SIZES, row -> new Size(row.text("entry"), row.number("size")), account, folder);
    }

    public List<Annotation> values(AccountId account, Optional<Long> folder, List<String> entries) {
        return database.query(
                VALUES,
                row -> new Annotation(row.text("entry"), Optional.of(row.bytes("value"))),
                account,
                folder,
                entries);
    }

    /// All entries of an account: there are never many.
    public List<Version> versions(Sql sql, AccountId account) {
        return sql.query(
                VERSIONS, row -> new Version(row.number("folder"), row.text("entry"), row.number("mod_seq")), account);
    }

    /// All entries of an account, with their values.
    public List<Note> all(AccountId account) {
        return database.query(ALL, row -> new Note(row.text("folder"), row.text("entry"), row.bytes("value")), account);
    }

    /// Sets and removes entries, all of them or none.
    public Outcome set(AccountId account, Optional<Long> folder, List<Annotation> annotations) {
        try {
            return database.transaction(tx -> {
                var locked = locks.lock(tx, account).row();
                if (locked.isEmpty() || (folder.isPresent() && !locks.hasFolder(tx, locked.get(), folder.get()))) {
                    return Outcome.MISSING;
                }
                annotations.forEach(annotation -> set(tx, locked.get(), folder, annotation));
                checkUse(tx, account);
                log.add(
                        tx,
                        List.of(new MailboxChange.FoldersChanged(
                                account,
                                folder.orElse(0L),
                                locked.get().modSeq(),
                                log.clock().instant())));
                return Outcome.DONE;
            });
        } catch (TooMany _) {
            return Outcome.TOO_MANY;
        }
    }

    private static void set(Transaction tx, LockStore.Locked locked, Optional<Long> folder, Annotation annotation) {
        if (annotation.value().isPresent()) {
            var value = annotation.value().get();
            tx.later(SET, locked.account(), folder, annotation.entry(), value, locked.modSeq());
        } else {
            tx.later(REMOVE, locked.account(), folder, annotation.entry());
        }
    }

    private static void checkUse(Transaction tx, AccountId account) {
        tx.queryOne(USED, row -> row.number("entries") > MOST_ENTRIES || row.number("octets") > MOST_OCTETS, account)
                .filter(over -> over)
                .ifPresent(_ -> {
                    throw new TooMany();
                });
    }
}
