package org.posthorn.mailbox.imap.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Sql;

/// The UIDs of folders, remembered from one SELECT to the next: what came and what is gone since is asked, not the
/// whole
/// folder. The lists that were not used for longest are forgotten first.
public final class UidListStore {
    private static final long MOST_UIDS = 4_000_000;
    private static final String NEWER = """
            SELECT uid FROM message WHERE account = ? AND folder = ? AND uid > ? ORDER BY uid
            """;

    private final ViewStore views = new ViewStore();
    /// Guarded by this.
    private final Map<Key, Known> lists = new LinkedHashMap<>(64, 0.75f, true);

    private long remembered;

    private record Key(AccountId account, long folder) {}

    /// @param modSeq as of which the list is right
    private record Known(long modSeq, int[] uids) {}

    /// The UIDs of a folder, ascending; the array is the caller's own.
    ///
    /// @param folder as it was read just before
    public int[] uids(Sql sql, AccountId account, FolderRow folder) {
        var key = new Key(account, folder.id());
        var known = get(key);
        int[] uids;
        if (known == null) {
            uids = views.uids(sql, account, folder.id());
        } else if (known.modSeq() >= folder.modSeq()) {
            return known.uids().clone();
        } else {
            uids = brought(sql, account, folder, known);
        }
        put(key, new Known(folder.modSeq(), uids));
        return uids.clone();
    }

    private int[] brought(Sql sql, AccountId account, FolderRow folder, Known known) {
        var old = known.uids();
        long last = old.length == 0 ? 0 : Integer.toUnsignedLong(old[old.length - 1]);
        var newer = sql.query(NEWER, row -> row.number("uid"), account, folder.id(), last);
        var gone = views.gone(sql, account, folder.id(), known.modSeq());
        var uids = Arrays.copyOf(old, old.length + newer.size());
        for (int i = 0; i < newer.size(); i++) {
            uids[old.length + i] = (int) (long) newer.get(i);
        }
        if (gone.isEmpty()) {
            return uids;
        }
        var left = gone.stream().mapToInt(Long::intValue).toArray();
        Arrays.sort(left);
        return Arrays.stream(uids)
                .filter(uid -> Arrays.binarySearch(left, uid) < 0)
                .toArray();
    }

    private synchronized @Nullable Known get(Key key) {
        return lists.get(key);
    }

    private synchronized void put(Key key, Known known) {
        var before = lists.put(key, known);
        remembered += known.uids().length - (before == null ? 0 : before.uids().length);
        var eldest = lists.entrySet().iterator();
        while (remembered > MOST_UIDS && eldest.hasNext()) {
            remembered -= eldest.next().getValue().uids().length;
            eldest.remove();
        }
    }
}
