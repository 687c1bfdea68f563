package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.util.List;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Answer;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// What a session that has a folder selected asks: which messages there are, and what changed since it last looked.
public final class ViewStore {
    private static final String UIDS = "SELECT uid FROM message WHERE account = ? AND folder = ? ORDER BY uid";
    private static final String MOD_SEQ = "SELECT mod_seq FROM folder WHERE account = ? AND folder = ?";
    private static final String CHANGED = """
            SELECT uid, flags, coalesce(keywords, '{}') AS keywords, mod_seq FROM message
             WHERE account = ? AND folder = ? AND mod_seq > ? ORDER BY uid
            """;
    private static final String GONE = """
            SELECT uid FROM expunged WHERE account = ? AND folder = ? AND mod_seq > ? ORDER BY uid
            """;

    /// What changed in a folder since a mod-sequence.
    ///
    /// @param modSeq  up to which this is everything
    /// @param changed messages that came or whose flags changed, by UID
    /// @param gone    UIDs, ascending
    public record Changes(long modSeq, List<FlagRow> changed, List<Long> gone) {
        public static Changes none(long modSeq) {
            return new Changes(modSeq, List.of(), List.of());
        }
    }

    public int[] uids(Sql sql, AccountId account, long folder) {
        var rows = sql.query(UIDS, row -> row.number("uid"), account, folder);
        var uids = new int[rows.size()];
        for (int i = 0; i < uids.length; i++) {
            uids[i] = (int) (long) rows.get(i);
        }
        return uids;
    }

    /// The folder's mod-sequence is read first: what comes in between is told once more by the next look.
    public Changes since(Database database, AccountId account, long folder, long modSeq) {
        long now = database.queryOne(MOD_SEQ, row -> row.number("mod_seq"), account, folder)
                .orElse(modSeq);
        if (now <= modSeq) {
            return Changes.none(modSeq);
        }
        record Asked(Answer<FlagRow> changed, Answer<Long> gone) {}
        var asked = database.transaction(tx -> new Asked(
                tx.ask(CHANGED, ViewStore::flags, account, folder, modSeq),
                tx.ask(GONE, row -> row.number("uid"), account, folder, modSeq)));
        return new Changes(now, asked.changed().rows(), asked.gone().rows());
    }

    public List<FlagRow> changed(Sql sql, AccountId account, long folder, long modSeq) {
        return sql.query(CHANGED, ViewStore::flags, account, folder, modSeq);
    }

    public List<Long> gone(Sql sql, AccountId account, long folder, long modSeq) {
        return sql.query(GONE, row -> row.number("uid"), account, folder, modSeq);
    }

    static FlagRow flags(Row row) throws SQLException {
        return new FlagRow(row.number("uid"), row.integer("flags"), row.texts("keywords"), row.number("mod_seq"));
    }
}
