package org.posthorn.mailbox.imap.watch;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.mailbox.imap.grammar.FetchItem;
import org.posthorn.mailbox.imap.grammar.NotifyRequest;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Event;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Filter;
import org.posthorn.mailbox.imap.store.FolderRow;

/// Which events a client wants to be told of (RFC 5465 §6).
///
/// @param request with names as they are stored
public record Watched(NotifyRequest request) {
    /// What the client wants to be told of the selected folder.
    ///
    /// @param delayed messages leave only when a command allows it
    /// @param flags   whether changes of flags are told
    /// @param items   what to fetch of new messages
    public record OfSelected(boolean delayed, boolean flags, List<FetchItem> items) {
        /// Of who never said anything.
        public static final OfSelected EVERYTHING = new OfSelected(true, true, List.of());
    }

    /// Empty when nothing is wanted.
    public Optional<OfSelected> ofSelected() {
        for (var group : request.groups()) {
            if (group.filter() instanceof Filter.Selected(var delayed)
                    && !group.events().isEmpty()) {
                return Optional.of(new OfSelected(delayed, group.events().contains(Event.FLAG_CHANGE), group.items()));
            }
        }
        return Optional.empty();
    }

    /// The events of a folder.
    public Set<Event> of(FolderRow folder) {
        return of(folder.name(), folder.subscribed());
    }

    /// The events of a name, be it a folder's or not: those of all groups that mean it, together (RFC 5465 §6).
    public Set<Event> of(String name, boolean subscribed) {
        var events = EnumSet.noneOf(Event.class);
        for (var group : request.groups()) {
            if (matches(group.filter(), name, subscribed)) {
                events.addAll(group.events());
            }
        }
        return events;
    }

    private static boolean matches(Filter filter, String name, boolean subscribed) {
        return switch (filter) {
            case Filter.Selected _ -> false;
            case Filter.Inboxes(), Filter.Personal() -> true;
            case Filter.Subscribed() -> subscribed;
            case Filter.Named(var names) -> names.contains(name);
            case Filter.Subtree(var names) -> isBelow(name, names);
        };
    }

    private static boolean isBelow(String name, Set<String> names) {
        var above = name;
        int slash = name.lastIndexOf('/');
        while (slash > 0 && !names.contains(above)) {
            above = name.substring(0, slash);
            slash = name.lastIndexOf('/', slash - 1);
        }
        return names.contains(above);
    }

    /// Whether any folder may be meant that is not selected.
    public boolean isOfFolders() {
        return request.groups().stream()
                .anyMatch(group -> !(group.filter() instanceof Filter.Selected)
                        && !group.events().isEmpty());
    }

    /// Whether any group has this event.
    public boolean has(Event event) {
        return request.groups().stream().anyMatch(group -> group.events().contains(event));
    }
}
