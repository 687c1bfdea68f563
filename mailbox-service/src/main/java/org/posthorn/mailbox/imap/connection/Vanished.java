package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.mailbox.imap.grammar.SequenceSet;
import org.posthorn.mailbox.imap.view.SelectedFolder;

/// Which UIDs a client that was away is to forget (RFC 7162 §3.2.5, §3.2.6).
final class Vanished {
    private Vanished() {}

    /// @param wanted the UIDs that the client knows
    /// @param since  the mod-sequence up to which it knows the folder
    static void tell(Session session, SequenceSet wanted, long since) throws IOException {
        var selected = session.selected();
        var folder = selected.folder();
        var known = wanted.resolve(Long.MAX_VALUE);
        var stores = session.stores();
        var text = since < folder.goneSince()
                ? missing(selected, known)
                : remembered(stores.views().gone(stores.database(), session.account(), folder.id(), since), known);
        if (!text.isEmpty()) {
            session.out().untagged("VANISHED (EARLIER) " + text);
        }
    }

    private static String remembered(List<Long> gone, long[] known) {
        return UidText.of(gone.stream()
                .mapToLong(Long::longValue)
                .filter(uid -> isIn(known, uid))
                .sorted()
                .toArray());
    }

    private static boolean isIn(long[] ranges, long uid) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (uid >= ranges[i] && uid <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /// Every UID that is not there, when what left is not remembered so far back (RFC 7162 §3.2.5.2).
    private static String missing(SelectedFolder selected, long[] known) {
        var messages = selected.messages();
        long last = selected.folder().uidNext() - 1;
        var gaps = new ArrayList<String>();
        for (int i = 0; i < known.length; i += 2) {
            long from = known[i];
            long to = Math.min(known[i + 1], last);
            int at = messages.indexOf(from);
            for (int index = at < 0 ? ~at : at; index < messages.count() && messages.uid(index) <= to; index++) {
                addGap(gaps, from, messages.uid(index) - 1);
                from = messages.uid(index) + 1;
            }
            addGap(gaps, from, to);
        }
        return String.join(",", gaps);
    }

    private static void addGap(List<String> gaps, long from, long to) {
        if (from < to) {
            gaps.add(from + ":" + to);
        } else if (from == to) {
            gaps.add(Long.toString(from));
        }
    }
}
