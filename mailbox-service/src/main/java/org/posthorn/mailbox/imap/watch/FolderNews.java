package org.posthorn.mailbox.imap.watch;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Event;
import org.posthorn.mailbox.imap.store.FolderRow;

/// What a session is told of one folder.
public sealed interface FolderNews {
    /// It is new, has another name, or is subscribed or not (RFC 5465 §5.4, §5.5).
    record Listed(FolderRow folder, Optional<String> oldName) implements FolderNews {}

    /// It is gone.
    record Gone(String name) implements FolderNews {}

    /// Messages came, left or changed (RFC 5465 §5.1 to §5.3).
    ///
    /// @param flags whether the client watches flags
    record Counted(FolderRow folder, boolean flags) implements FolderNews {}

    /// What changed between two looks at a folder; null when there was or is none.
    ///
    /// @param selected whether its messages are told one by one
    static List<FolderNews> between(
            @Nullable FolderRow before, @Nullable FolderRow now, Watched watched, boolean selected) {
        var events = EnumSet.noneOf(Event.class);
        if (before != null) {
            events.addAll(watched.of(before));
        }
        if (now == null) {
            return before != null && events.contains(Event.MAILBOX_NAME) ? List.of(new Gone(before.name())) : List.of();
        }
        events.addAll(watched.of(now));
        var news = new ArrayList<FolderNews>();
        if (isListed(before, now, events)) {
            var oldName = Optional.ofNullable(before).map(FolderRow::name).filter(name -> !name.equals(now.name()));
            news.add(new Listed(now, oldName));
        }
        if (!selected && isCounted(before, now, events)) {
            news.add(new Counted(now, events.contains(Event.FLAG_CHANGE)));
        }
        return news;
    }

    private static boolean isListed(@Nullable FolderRow before, FolderRow now, Set<Event> events) {
        if (before == null || !before.name().equals(now.name())) {
            return events.contains(Event.MAILBOX_NAME);
        }
        return before.subscribed() != now.subscribed() && events.contains(Event.SUBSCRIPTION_CHANGE);
    }

    private static boolean isCounted(@Nullable FolderRow before, FolderRow now, Set<Event> events) {
        boolean numbers = before == null
                ? now.messages() > 0
                : before.messages() != now.messages() || before.uidNext() != now.uidNext();
        return numbers
                ? events.contains(Event.MESSAGE_NEW)
                : before != null && before.modSeq() != now.modSeq() && events.contains(Event.FLAG_CHANGE);
    }
}
