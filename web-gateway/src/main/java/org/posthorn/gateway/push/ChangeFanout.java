package org.posthorn.gateway.push;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;

/// Hands each change to the open pages of its account, and remembers the latest ones so that a page that was cut off
/// goes on where it stopped. All state is guarded by the object itself; listeners are called outside of it.
public final class ChangeFanout {
    private static final int MOST_REMEMBERED = 64;
    private static final int MOST_ACCOUNTS = 10_000;

    /// A change with its place in the topic, which is the event's id for the page.
    record Numbered(String id, Change change) {}

    /// What a page missed: either these, or more than is remembered.
    record Missed(List<Numbered> changes, boolean all) {}

    /// An open page.
    @FunctionalInterface
    interface Listener {
        void hear(Numbered change);
    }

    private final Map<AccountId, List<Listener>> listeners = new HashMap<>();
    private final Map<AccountId, Deque<Numbered>> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountId, Deque<Numbered>> eldest) {
            return size() > MOST_ACCOUNTS;
        }
    };

    /// A change arrived.
    ///
    /// @param id its place in the topic
    public void publish(String id, MailboxChange change) {
        var numbered = new Numbered(id, Change.of(change));
        List<Listener> hearing;
        synchronized (this) {
            var remembered = recent.computeIfAbsent(change.account(), _ -> new ArrayDeque<>());
            remembered.addLast(numbered);
            if (remembered.size() > MOST_REMEMBERED) {
                remembered.removeFirst();
            }
            hearing = List.copyOf(listeners.getOrDefault(change.account(), List.of()));
        }
        hearing.forEach(listener -> listener.hear(numbered));
    }

    /// Joins a page.
    ///
    /// @param lastId what it heard last, when it was connected before
    /// @return what it missed in between
    synchronized Missed join(AccountId account, Listener listener, Optional<String> lastId) {
        listeners.computeIfAbsent(account, _ -> new ArrayList<>()).add(listener);
        return lastId.map(id -> since(account, id)).orElse(new Missed(List.of(), true));
    }

    private Missed since(AccountId account, String id) {
        var missed = new ArrayList<Numbered>();
        boolean found = false;
        for (var numbered : recent.getOrDefault(account, new ArrayDeque<>())) {
            if (found) {
                missed.add(numbered);
            }
            found |= numbered.id().equals(id);
        }
        return new Missed(missed, found);
    }

    synchronized void leave(AccountId account, Listener listener) {
        var remaining = listeners.get(account);
        if (remaining != null) {
            remaining.remove(listener);
            if (remaining.isEmpty()) {
                listeners.remove(account);
            }
        }
    }

    /// How many pages listen.
    public synchronized int pages() {
        return listeners.values().stream().mapToInt(List::size).sum();
    }
}
