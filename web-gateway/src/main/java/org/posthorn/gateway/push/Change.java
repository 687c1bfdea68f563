package org.posthorn.gateway.push;

import java.util.List;
import org.posthorn.events.MailboxChange;
import org.posthorn.gateway.page.OneLine;

/// What an open page hears of a change.
///
/// @param folder where
/// @param kind `added`, `flagged`, `moved`, `expunged` or `folders`
/// @param added what came in, for the announcement
record Change(long folder, String kind, List<Added> added) {
    record Added(long id, String from, String subject) {}

    static Change of(MailboxChange change) {
        return switch (change) {
            case MailboxChange.Added added ->
                new Change(
                        added.folder(),
                        "added",
                        added.messages().stream()
                                .map(message -> new Added(
                                        message.id(),
                                        OneLine.of(message.from(), "(no sender)"),
                                        OneLine.of(message.subject())))
                                .toList());
            case MailboxChange.Flagged flagged -> new Change(flagged.folder(), "flagged", List.of());
            case MailboxChange.Moved moved -> new Change(moved.folder(), "moved", List.of());
            case MailboxChange.Expunged expunged -> new Change(expunged.folder(), "expunged", List.of());
            case MailboxChange.FoldersChanged folders -> new Change(folders.folder(), "folders", List.of());
        };
    }
}
