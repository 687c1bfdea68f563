package org.posthorn.mailbox.imap.watch;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.posthorn.mailbox.imap.grammar.FetchItem;
import org.posthorn.mailbox.imap.grammar.NotifyRequest;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Event;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Filter;
import org.posthorn.mailbox.imap.store.FolderRow;

/// Which events a client wants to be told of (RFC 5465 §6).
///
/// @param names makes of a written name the one that is stored
public record Watched(NotifyRequest request, UnaryOperator<String> names) {
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

    /// The events of a folder: those of all groups that mean it, together (RFC 5465 §6).
    public Set<Event> of(FolderRow folder) {
        var events = EnumSet.noneOf(Event.class);
        for (var group : request.groups()) {
            if (matches(group.filter(), folder)) {
                events.addAll(group.events());
            }
        }
        return events;
    }

    private boolean matches(Filter filter, FolderRow folder) {
        return switch (filter) {
            case Filter.Selected _ -> false;
            case Filter.Inboxes(), Filter.Personal() -> true;
            case Filter.Subscribed() -> folder.subscribed();
            case Filter.Named(var written) -> written.stream().map(names).anyMatch(folder.name()::equals);
            case Filter.Subtree(var written) ->
                written.stream()
                        .map(names)
                        .anyMatch(name ->
                                folder.name().equals(name) || folder.name().startsWith(name + "/"));
        };
    }

    /// Whether any group has this event.
    public boolean has(Event event) {
        return request.groups().stream().anyMatch(group -> group.events().contains(event));
    }
}
