package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.MailApi.Folder;

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
    /// @param unseen how many of its messages are unread
    /// @param targets where its messages can be moved
    public record Place(String slug, String name, boolean outgoing, long unseen, List<FolderLink> targets) {
        static Place of(Folder folder, List<Folder> all) {
            var slug = FolderLink.slug(folder);
            return new Place(
                    slug,
                    FolderLink.name(folder),
                    slug.equals("sent") || slug.equals("drafts"),
                    folder.unseen(),
                    all.stream()
                            .map(each -> FolderLink.of(each, slug))
                            .filter(link -> !link.current() && !link.slug().equals("drafts"))
                            .toList());
        }

        /// What the browser's tab says while the list is looked at.
        public String title() {
            return unseen > 0 ? name + " (" + unseen + ")" : name;
        }

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
