package org.posthorn.mailbox.change;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;

/// Tells the sessions of this process at once that something in a mailbox changed, here or in another replica. A notice
/// carries nothing: who hears
/// it asks the database what changed since it last looked, so one that is lost or comes twice does no harm.
public final class Notices {
    /// Hears of changes; returns at once, since it runs in the thread that made the change.
    public interface Listener {
        /// @param folder in which something changed
        /// @param modSeq of the change
        void changed(long folder, long modSeq);

        /// The list of folders changed, or what it tells of one.
        ///
        /// @param folder that was made, renamed, deleted or described; 0 is the account itself
        /// @param modSeq of the change
        void foldersChanged(long folder, long modSeq);

        /// Something may have changed anywhere, without a notice.
        void missed();
    }

    /// By account; each list is safe by itself and is replaced only while its key is computed.
    private final ConcurrentMap<Long, List<Listener>> listeners = new ConcurrentHashMap<>();

    public void add(AccountId account, Listener listener) {
        listeners.compute(account.value(), (_, list) -> {
            List<Listener> present = list == null ? new CopyOnWriteArrayList<>() : list;
            present.add(listener);
            return present;
        });
    }

    public void remove(AccountId account, Listener listener) {
        listeners.computeIfPresent(account.value(), (_, list) -> {
            list.remove(listener);
            return list.isEmpty() ? null : list;
        });
    }

    /// Whether anybody listens to an account.
    public boolean reach(long account) {
        return listeners.containsKey(account);
    }

    /// Tells everybody to look: notices may have been lost.
    public void missed() {
        listeners.values().forEach(list -> list.forEach(Listener::missed));
    }

    /// Tells of a change that was committed.
    public void tell(MailboxChange change) {
        for (var listener : listeners.getOrDefault(change.account().value(), List.of())) {
            switch (change) {
                case MailboxChange.Moved moved -> {
                    listener.changed(moved.folder(), moved.modSeq());
                    listener.changed(moved.to(), moved.modSeq());
                }
                case MailboxChange.FoldersChanged folders ->
                    listener.foldersChanged(folders.folder(), folders.modSeq());
                case MailboxChange.Added _, MailboxChange.Flagged _, MailboxChange.Expunged _ ->
                    listener.changed(change.folder(), change.modSeq());
            }
        }
    }
}
