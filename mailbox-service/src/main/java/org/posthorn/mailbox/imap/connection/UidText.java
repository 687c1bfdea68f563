package org.posthorn.mailbox.imap.connection;

import java.util.List;

/// UIDs and sequence numbers as a set: `1:3,7` (RFC 9051 §9, `sequence-set`).
final class UidText {
    private UidText() {}

    /// @param uids ascending
    static String of(long[] uids) {
        var text = new StringBuilder();
        int i = 0;
        while (i < uids.length) {
            int end = i;
            while (end + 1 < uids.length && uids[end + 1] == uids[end] + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ",").append(uids[i]);
            if (end > i) {
                text.append(':').append(uids[end]);
            }
            i = end + 1;
        }
        return text.toString();
    }

    static String of(List<Long> uids) {
        return of(uids.stream().mapToLong(Long::longValue).toArray());
    }
}
