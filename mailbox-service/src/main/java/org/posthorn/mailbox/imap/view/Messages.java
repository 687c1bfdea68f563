package org.posthorn.mailbox.imap.view;

import java.util.Arrays;

/// The UIDs of a folder in ascending order, four octets each: the message with sequence number n stands at n - 1.
/// Confined to its session.
public final class Messages {
    private int[] uids;
    private int count;

    /// @param uids ascending; unsigned
    public Messages(int[] uids) {
        this.uids = uids;
        this.count = uids.length;
    }

    public int count() {
        return count;
    }

    /// The UID at an index.
    public long uid(int index) {
        return Integer.toUnsignedLong(uids[index]);
    }

    /// The largest UID; 0 when there is none.
    public long lastUid() {
        return count == 0 ? 0 : uid(count - 1);
    }

    /// The index of a UID, or the complement of the index at which it would stand.
    public int indexOf(long uid) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(uid(middle), uid);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ~low;
    }

    /// How many messages have this UID or a smaller one.
    public int countUpTo(long uid) {
        int index = indexOf(uid);
        return index < 0 ? ~index : index + 1;
    }

    /// Adds a message that came; its UID is larger than all others.
    void add(long uid) {
        if (count == uids.length) {
            uids = Arrays.copyOf(uids, Math.max(16, count + count / 8 + 1));
        }
        uids[count++] = (int) uid;
    }

    /// Takes the messages at these indexes out.
    ///
    /// @param indexes ascending
    void remove(int[] indexes) {
        if (indexes.length == 0) {
            return;
        }
        int to = indexes[0];
        for (int i = 0; i < indexes.length; i++) {
            int from = indexes[i] + 1;
            int end = i + 1 < indexes.length ? indexes[i + 1] : count;
            System.arraycopy(uids, from, uids, to, end - from);
            to += end - from;
        }
        count = to;
    }

    /// The UIDs of some indexes.
    ///
    /// @param ranges pairs of first and behind the last
    public long[] uids(int[] ranges) {
        var found = new long[size(ranges)];
        int used = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            for (int index = ranges[i]; index < ranges[i + 1]; index++) {
                found[used++] = uid(index);
            }
        }
        return found;
    }

    /// How many messages some ranges of indexes have.
    public static int size(int[] ranges) {
        int size = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            size += ranges[i + 1] - ranges[i];
        }
        return size;
    }
}
