package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Optional;

/// One page of a folder's messages.
///
/// @param view `all`, `unread` or `starred`
/// @param older the address of the next page
/// @param first whether this is the newest page: the one that changes by itself
public record MessageList(
        Place place, String view, List<Row> rows, Optional<String> older, boolean first, String csrf) {
    /// The folder.
    ///
    /// @param outgoing its messages are our own: recipients are shown
    public record Place(String slug, String name, boolean outgoing) {
        public boolean trash() {
            return slug.equals("trash");
        }

        public boolean junk() {
            return slug.equals("junk");
        }

        public boolean drafts() {
            return slug.equals("drafts");
        }

        public boolean archive() {
            return slug.equals("archive");
        }
    }

    /// What to read when there is nothing.
    public String emptyText() {
        return switch (view) {
            case "unread" -> "Everything here is read.";
            case "starred" -> "No starred messages here.";
            default ->
                place.slug().equals("inbox")
                        ? "Your inbox is empty. Enjoy the quiet."
                        : "Nothing in " + place.name() + ".";
        };
    }
}
