package org.posthorn.mailbox.transfer;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.Mailbox;
import org.posthorn.events.api.TransferApi.MessageState;
import org.posthorn.events.api.TransferApi.Uid;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.connection.Stores;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.http.Frames.Frame;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Row;

/// Gives messages out as IMAP shows them, some at a time.
public final class Exports {
    private static final int MOST_AT_ONCE = 1_000;
    private static final long OCTETS = 8 << 20;
    private static final String MOD_SEQ = "SELECT mod_seq FROM mailbox WHERE account = ?";
    private static final String STATES = """
            SELECT uid, mod_seq, flags, coalesce(keywords, '{}') AS keywords, received_at, saved_at, size FROM message
             WHERE account = ? AND folder = ? AND uid > ? ORDER BY uid LIMIT ?
            """;
    private static final String SIZES = """
            SELECT uid, size FROM message WHERE account = ? AND folder = ? AND uid = ANY (?) ORDER BY uid
            """;

    private final Stores stores;

    public Exports(Stores stores) {
        this.stores = stores;
    }

    /// The folders of an account.
    public Mailbox mailbox(long account) {
        var id = new AccountId(account);
        long modSeq = stores.database()
                .queryOne(MOD_SEQ, row -> row.number("mod_seq"), account)
                .orElseThrow(() -> Refusal.notFound("There is no account " + account + "."));
        return new Mailbox(
                modSeq,
                stores.folders().all(stores.database(), id).stream()
                        .map(Exports::state)
                        .toList(),
                stores.annotations().all(id));
    }

    static FolderState state(FolderRow folder) {
        return new FolderState(
                folder.id(),
                folder.name(),
                folder.use().map(SpecialUse::label),
                folder.subscribed(),
                folder.uidValidity(),
                folder.uidNext(),
                folder.modSeq(),
                folder.messages(),
                folder.bytes());
    }

    /// Messages of a folder behind a UID.
    public List<MessageState> states(long account, long folder, long after, int limit) {
        int most = Math.clamp(limit, 1, MOST_AT_ONCE);
        return stores.database().query(STATES, Exports::read, account, folder, after, most);
    }

    private static MessageState read(Row row) throws SQLException {
        return new MessageState(
                row.number("uid"),
                row.number("mod_seq"),
                Flags.names(row.integer("flags"), row.texts("keywords")),
                row.instant("received_at"),
                row.optionalInstant("saved_at"),
                row.number("size"));
    }

    private record Sized(long uid, long size) {}

    /// The octets of some messages, of the first at least when there are any.
    public List<Frame<Uid>> octets(long account, long folder, List<Long> uids) {
        if (uids.size() > MOST_AT_ONCE) {
            throw Refusal.badRequest("At most " + MOST_AT_ONCE + " messages are asked for at once.");
        }
        var sizes = stores.database()
                .query(SIZES, row -> new Sized(row.number("uid"), row.number("size")), account, folder, uids);
        var wanted = new ArrayList<Long>();
        long sum = 0;
        for (var sized : sizes) {
            sum += sized.size();
            if (!wanted.isEmpty() && sum > OCTETS) {
                break;
            }
            wanted.add(sized.uid());
        }
        return stores.messages().shown(stores.database(), new AccountId(account), folder, wanted).stream()
                .map(message -> new Frame<>(new Uid(message.uid()), message.octets()))
                .toList();
    }
}
