package org.posthorn.mailbox.imap.watch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What notices told a session of since it last looked at its folders. Notices come from any thread and up to three
/// times: with the commit, on the way to the log and from the log. An account's mod-sequences are in the order of its
/// commits, so whoever looked after one was heard has seen everything up to it; what repeats it is no news.
public final class Heard {
    /// So many folders are looked at one by one; more are cheaper to read together.
    private static final int SINGLE = 20;

    private final Map<Long, Long> folders = new HashMap<>();
    private final Map<Long, Long> seen = new HashMap<>();
    private long list;
    private long seenOfAll;
    private boolean anything;

    /// Where to look.
    ///
    /// @param all     at every folder and at the list of them
    /// @param folders else at these
    public record Look(boolean all, Set<Long> folders) {}

    /// Messages of a folder changed.
    ///
    /// @return whether it is news
    public synchronized boolean ofFolder(long folder, long modSeq) {
        long known = Math.max(
                Math.max(seenOfAll, seen.getOrDefault(folder, 0L)), Math.max(list, folders.getOrDefault(folder, 0L)));
        if (modSeq <= known) {
            return false;
        }
        folders.put(folder, modSeq);
        return true;
    }

    /// The list of folders changed.
    ///
    /// @return whether it is news
    public synchronized boolean ofList(long modSeq) {
        if (modSeq <= Math.max(seenOfAll, list)) {
            return false;
        }
        list = modSeq;
        return true;
    }

    /// Anything may have changed.
    public synchronized void ofAnything() {
        anything = true;
    }

    public synchronized boolean isStale() {
        return anything || list > seenOfAll || !folders.isEmpty();
    }

    /// Takes what was heard, just before the look.
    public synchronized Look take() {
        var look = new Look(anything || list > seenOfAll || folders.size() > SINGLE, new HashSet<>(folders.keySet()));
        if (look.all()) {
            seen.clear();
            seenOfAll = folders.values().stream().reduce(Math.max(seenOfAll, list), Math::max);
        } else {
            seen.putAll(folders);
        }
        folders.clear();
        anything = false;
        return look;
    }
}
