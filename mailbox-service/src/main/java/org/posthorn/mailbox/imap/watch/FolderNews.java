package org.posthorn.mailbox.imap.watch;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Event;
import org.posthorn.mailbox.imap.store.FolderRow;

/// What a session is told of one folder.
public sealed interface FolderNews {
    /// It is new, has another name, is subscribed or not, or has other folders below it (RFC 5465 §5.4, §5.5).
    record Listed(FolderRow folder, Optional<String> oldName) implements FolderNews {}

    /// There is no folder of this name, or no more.
    record Gone(String name) implements FolderNews {}

    /// Messages came, left or changed (RFC 5465 §5.1 to §5.3).
    ///
    /// @param flags whether the client watches flags
    record Counted(FolderRow folder, boolean flags) implements FolderNews {}

    /// What changed between two looks at all folders, which have their ids as keys.
    ///
    /// @param selected the folder whose messages are told one by one
    static List<FolderNews> between(
            Map<Long, FolderRow> before, Map<Long, FolderRow> now, Watched watched, LongPredicate selected) {
        var news = new ArrayList<FolderNews>();
        var parents = new LinkedHashSet<String>();
        for (var folder : before.values()) {
            if (!now.containsKey(folder.id())) {
                news.addAll(of(folder, null, watched, Map.of()));
                parent(folder.name()).ifPresent(parents::add);
            }
        }
        var renamed = renamed(before, now, watched);
        for (var folder : now.values()) {
            var past = before.get(folder.id());
            var all = of(past, folder, watched, renamed);
            all.removeIf(one -> one instanceof Counted && selected.test(folder.id()));
            news.addAll(all);
            if (past == null) {
                parent(folder.name()).ifPresent(parents::add);
            }
        }
        news.addAll(ofParents(parents, now, watched, news));
        return news;
    }

    /// What changed between two looks at one folder.
    static List<FolderNews> between(FolderRow before, FolderRow now, Watched watched, boolean selected) {
        var news = of(before, now, watched, Map.of());
        news.removeIf(one -> one instanceof Counted && selected);
        return news;
    }

    private static List<FolderNews> of(
            @Nullable FolderRow before, @Nullable FolderRow now, Watched watched, Map<String, String> renamed) {
        var events = EnumSet.noneOf(Event.class);
        var news = new ArrayList<FolderNews>();
        if (before != null) {
            events.addAll(watched.of(before));
        }
        if (now == null) {
            if (before != null && events.contains(Event.MAILBOX_NAME)) {
                news.add(new Gone(before.name()));
            }
            return news;
        }
        events.addAll(watched.of(now));
        if (isListed(before, now, events, renamed)) {
            var oldName = Optional.ofNullable(before).map(FolderRow::name).filter(name -> !name.equals(now.name()));
            news.add(new Listed(now, oldName));
        }
        if (isCounted(before, now, events)) {
            news.add(new Counted(now, events.contains(Event.FLAG_CHANGE)));
        }
        return news;
    }

    private static boolean isListed(
            @Nullable FolderRow before, FolderRow now, Set<Event> events, Map<String, String> renamed) {
        if (before == null) {
            return events.contains(Event.MAILBOX_NAME);
        }
        boolean another = !before.name().equals(now.name()) && !follows(before.name(), now.name(), renamed);
        return (another && events.contains(Event.MAILBOX_NAME))
                || (before.subscribed() != now.subscribed() && events.contains(Event.SUBSCRIPTION_CHANGE));
    }

    private static boolean isCounted(@Nullable FolderRow before, FolderRow now, Set<Event> events) {
        boolean numbers = before == null
                ? now.messages() > 0
                : before.messages() != now.messages() || before.uidNext() != now.uidNext();
        return numbers
                ? events.contains(Event.MESSAGE_NEW)
                : before != null && before.modSeq() != now.modSeq() && events.contains(Event.FLAG_CHANGE);
    }

    /// New names that are told, by the old ones.
    private static Map<String, String> renamed(Map<Long, FolderRow> before, Map<Long, FolderRow> now, Watched watched) {
        var renamed = new HashMap<String, String>();
        for (var folder : now.values()) {
            var past = before.get(folder.id());
            if (past != null
                    && !past.name().equals(folder.name())
                    && (watched.of(past).contains(Event.MAILBOX_NAME)
                            || watched.of(folder).contains(Event.MAILBOX_NAME))) {
                renamed.put(past.name(), folder.name());
            }
        }
        return renamed;
    }

    /// Whether a folder has its name from one above it, of which the client hears: then its own is not told (RFC 5465
    /// §5.4).
    private static boolean follows(String old, String name, Map<String, String> renamed) {
        for (int slash = old.lastIndexOf('/'); slash > 0; slash = old.lastIndexOf('/', slash - 1)) {
            var above = renamed.get(old.substring(0, slash));
            if (above != null && name.equals(above + old.substring(slash))) {
                return true;
            }
        }
        return false;
    }

    /// RFC 5465 §5.4: what is made or deleted concerns the name directly above too, whether that is a folder or not.
    private static List<FolderNews> ofParents(
            Set<String> parents, Map<Long, FolderRow> now, Watched watched, List<FolderNews> told) {
        var news = new ArrayList<FolderNews>();
        if (parents.isEmpty()) {
            return news;
        }
        var names = new TreeMap<String, FolderRow>();
        now.values().forEach(folder -> names.put(folder.name(), folder));
        for (var one : told) {
            switch (one) {
                case Listed(var folder, var _) -> parents.remove(folder.name());
                case Gone(var name) -> parents.remove(name);
                case Counted _ -> {
                    // says nothing of names
                }
            }
        }
        for (var parent : parents) {
            var folder = names.get(parent);
            if (watched.of(parent, folder != null && folder.subscribed()).contains(Event.MAILBOX_NAME)) {
                news.add(folder == null ? new Gone(parent) : new Listed(folder, Optional.empty()));
            }
        }
        return news;
    }

    private static Optional<String> parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash > 0 ? Optional.of(name.substring(0, slash)) : Optional.empty();
    }
}
