package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.http.Refusal;

/// What a button of the mail pages does to the chosen messages.
sealed interface Action {
    record MoveTo(String folder, String done) implements Action {}

    record Flag(List<String> add, List<String> remove, String done) implements Action {}

    record DeleteForGood() implements Action {}

    /// The value of the button that deletes all of Trash, whatever is ticked.
    String EMPTY = "empty";

    /// @param name the button's value, such as `archive` or `move:42`
    static Action of(String name) {
        return switch (name) {
            case "archive" -> new MoveTo("archive", "Archived");
            case "delete" -> new MoveTo("trash", "Moved to Trash");
            case "junk" -> new MoveTo("junk", "Marked as junk");
            case "inbox" -> new MoveTo("inbox", "Moved to Inbox");
            case "read" -> new Flag(List.of("\\Seen"), List.of(), "Marked as read");
            case "unread" -> new Flag(List.of(), List.of("\\Seen"), "Marked as unread");
            case "star" -> new Flag(List.of("\\Flagged"), List.of(), "Starred");
            case "unstar" -> new Flag(List.of(), List.of("\\Flagged"), "Star removed");
            case "purge" -> new DeleteForGood();
            default ->
                target(name)
                        .<Action>map(folder -> new MoveTo(folder, "Moved"))
                        .orElseThrow(() -> Refusal.badRequest("There is no such action."));
        };
    }

    private static Optional<String> target(String name) {
        return name.startsWith("move:") && name.length() < 40
                ? Optional.of(name.substring("move:".length()))
                        .filter(folder -> folder.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c)))
                        .filter(folder -> !folder.isEmpty())
                : Optional.empty();
    }
}
