package org.posthorn.mailbox.imap.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailbox.imap.grammar.SequenceSet;
import org.posthorn.mailbox.imap.store.Advance;
import org.posthorn.mailbox.imap.store.FlagRow;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.store.ViewStore.Changes;

/// A folder that a session has selected. What others change is taken in only when the session looks, and messages leave
/// only when the client may be told (RFC 9051 §7.5.1).
public final class SelectedFolder {
    private final FolderRow folder;
    private final boolean readOnly;
    private final Messages messages;
    /// UIDs that are gone and that the client was not told of yet.
    private final List<Long> gone = new ArrayList<>();

    private long[] saved = new long[0];
    /// Everything up to here is taken in.
    private volatile long modSeq;
    /// The highest that a notice told of.
    private volatile long noticed;
    /// How often there was reason to look without a notice, and how many of them a look has answered.
    private volatile long suspicions;

    private volatile long answered;

    public SelectedFolder(FolderRow folder, boolean readOnly, int[] uids) {
        this.folder = folder;
        this.readOnly = readOnly;
        this.messages = new Messages(uids);
        this.modSeq = folder.modSeq();
    }

    /// What a session tells its client.
    ///
    /// @param arrived whether there are more messages
    /// @param flags   of messages that the client knows
    /// @param indexes of messages that are gone, ascending
    /// @param uids    of those
    public record News(boolean arrived, List<FlagRow> flags, int[] indexes, long[] uids) {}

    public FolderRow folder() {
        return folder;
    }

    public boolean readOnly() {
        return readOnly;
    }

    public Messages messages() {
        return messages;
    }

    public long modSeq() {
        return modSeq;
    }

    /// Another thread heard of a change.
    ///
    /// @return whether it was news
    public synchronized boolean noticed(long changedModSeq) {
        boolean news = changedModSeq > Math.max(noticed, modSeq);
        noticed = Math.max(noticed, changedModSeq);
        return news;
    }

    /// There may be changes that nobody told of.
    public synchronized void suspect() {
        suspicions++;
    }

    /// What a session had heard of at one moment.
    public record Heard(long modSeq, long suspicions) {}

    /// What was heard of so far.
    public synchronized Heard heard() {
        return new Heard(noticed, suspicions);
    }

    /// The session looked, after it had heard of this.
    public synchronized void looked(Heard heard) {
        if (noticed == heard.modSeq()) {
            noticed = modSeq;
        }
        answered = heard.suspicions();
    }

    /// Whether there may be something to take in, or to tell.
    public boolean isStale() {
        return missesChanges() || !gone.isEmpty();
    }

    public boolean missesChanges() {
        return noticed > modSeq || suspicions > answered;
    }

    /// The session itself changed something, and knows what.
    ///
    /// @return whether the session was up to date before, and therefore is now
    public boolean advance(Advance advance) {
        boolean upToDate = advance.before() == modSeq;
        if (upToDate) {
            modSeq = advance.after();
        }
        return upToDate;
    }

    /// The session itself took messages away; the client is to be told.
    public void removed(List<Long> uids, Advance advance) {
        if (advance(advance)) {
            gone.addAll(uids);
        }
    }

    /// Takes changes in.
    ///
    /// @param mayExpunge whether the client may be told of messages that are gone
    public News take(Changes changes, boolean mayExpunge) {
        long last = messages.lastUid();
        var flags = new ArrayList<FlagRow>();
        boolean arrived = false;
        for (var row : changes.changed()) {
            if (row.uid() > last) {
                messages.add(row.uid());
                arrived = true;
            } else if (messages.indexOf(row.uid()) >= 0) {
                flags.add(row);
            }
        }
        modSeq = Math.max(modSeq, changes.modSeq());
        gone.addAll(changes.gone());
        if (!mayExpunge || gone.isEmpty()) {
            return new News(arrived, flags, new int[0], new long[0]);
        }
        var indexes = gone.stream()
                .mapToInt(messages::indexOf)
                .filter(index -> index >= 0)
                .sorted()
                .distinct()
                .toArray();
        gone.clear();
        var uids = Arrays.stream(indexes).mapToLong(messages::uid).toArray();
        messages.remove(indexes);
        return new News(arrived, flags, indexes, uids);
    }

    /// Keeps the result of a search or sort for `$` (RFC 9051 §6.4.4.1).
    public void save(long[] uids) {
        saved = uids.clone();
        Arrays.sort(saved);
    }

    /// The messages that a set means, as ranges of indexes: pairs of first and behind the last. Empty when it names a
    /// sequence number that there is not (RFC 9051 §6.4.5); UIDs that there are not are left out (RFC 9051 §6.4.9).
    public Optional<int[]> ranges(SequenceSet set, boolean uid) {
        if (set.saved()) {
            return Optional.of(rangesOf(saved));
        }
        if (uid) {
            return Optional.of(uidRanges(set.resolve(messages.lastUid())));
        }
        var resolved = set.resolve(messages.count());
        var ranges = new int[resolved.length];
        for (int i = 0; i < resolved.length; i += 2) {
            if (resolved[i] < 1 || resolved[i + 1] > messages.count()) {
                return Optional.empty();
            }
            ranges[i] = (int) resolved[i] - 1;
            ranges[i + 1] = (int) resolved[i + 1];
        }
        return Optional.of(ranges);
    }

    private int[] uidRanges(long[] resolved) {
        var ranges = new int[resolved.length];
        int used = 0;
        for (int i = 0; i < resolved.length; i += 2) {
            int from = messages.indexOf(resolved[i]);
            int to = messages.indexOf(resolved[i + 1]);
            from = from < 0 ? ~from : from;
            to = to < 0 ? ~to : to + 1;
            if (from < to) {
                ranges[used++] = from;
                ranges[used++] = to;
            }
        }
        return Arrays.copyOf(ranges, used);
    }

    /// The ranges of ascending UIDs.
    public int[] rangesOf(long[] uids) {
        var ranges = new int[uids.length * 2];
        int used = 0;
        for (long uid : uids) {
            int index = messages.indexOf(uid);
            if (index < 0) {
                continue;
            }
            if (used > 0 && ranges[used - 1] == index) {
                ranges[used - 1] = index + 1;
            } else {
                ranges[used++] = index;
                ranges[used++] = index + 1;
            }
        }
        return Arrays.copyOf(ranges, used);
    }
}
