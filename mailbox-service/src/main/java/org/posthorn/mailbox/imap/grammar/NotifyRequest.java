package org.posthorn.mailbox.imap.grammar;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a client wants to be told of without asking (RFC 5465 §3.1). Without groups it is `NOTIFY NONE`.
///
/// @param status whether the counters of watched folders are told at once
/// @param groups several may mean one folder: their events count together (RFC 5465 §6)
public record NotifyRequest(boolean status, List<Group> groups) {
    public static final NotifyRequest NONE = new NotifyRequest(false, List.of());

    /// The same with other names.
    ///
    /// @param stored makes of a written name the one that is stored, or none when it is not written as names are
    public NotifyRequest named(Function<String, Optional<String>> stored) {
        return new NotifyRequest(
                status,
                groups.stream()
                        .map(group -> new Group(group.filter().named(stored), group.events(), group.items()))
                        .toList());
    }

    /// Events of some folders.
    ///
    /// @param items what to fetch of new messages, of the selected folder only
    public record Group(Filter filter, Set<Event> events, List<FetchItem> items) {}

    /// Which folders (RFC 5465 §6).
    public sealed interface Filter {
        /// The selected one, whichever it is.
        ///
        /// @param delayed messages leave only when a command allows it (RFC 5465 §6.1.2)
        record Selected(boolean delayed) implements Filter {}

        /// All that mail may be filed in; rules may file it anywhere, so these are all.
        record Inboxes() implements Filter {}

        record Personal() implements Filter {}

        record Subscribed() implements Filter {}

        /// Some folders and all below them.
        record Subtree(Set<String> names) implements Filter {}

        record Named(Set<String> names) implements Filter {}

        private Filter named(Function<String, Optional<String>> stored) {
            return switch (this) {
                case Subtree(var names) -> new Subtree(named(names, stored));
                case Named(var names) -> new Named(named(names, stored));
                case Selected _, Inboxes(), Personal(), Subscribed() -> this;
            };
        }

        private static Set<String> named(Set<String> written, Function<String, Optional<String>> stored) {
            return written.stream().map(stored).flatMap(Optional::stream).collect(Collectors.toSet());
        }
    }

    /// What may happen (RFC 5465 §5), by the name of the standard.
    public enum Event {
        MESSAGE_NEW("MessageNew"),
        MESSAGE_EXPUNGE("MessageExpunge"),
        FLAG_CHANGE("FlagChange"),
        MAILBOX_NAME("MailboxName"),
        SUBSCRIPTION_CHANGE("SubscriptionChange"),
        MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
        SERVER_METADATA_CHANGE("ServerMetadataChange");

        private final String label;

        Event(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /// Whether it is about messages.
        public boolean isOfMessages() {
            return switch (this) {
                case MESSAGE_NEW, MESSAGE_EXPUNGE, FLAG_CHANGE -> true;
                case MAILBOX_NAME, SUBSCRIPTION_CHANGE, MAILBOX_METADATA_CHANGE, SERVER_METADATA_CHANGE -> false;
            };
        }
    }
}
