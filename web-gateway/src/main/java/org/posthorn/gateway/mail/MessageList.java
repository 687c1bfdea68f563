package org.posthorn.gateway.mail;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.MailApi.Folder;

/// One page of a folder, or of what a search found.
///
/// @param here its address
/// @param newest the address of the first page
/// @param view `all`, `unread` or `starred`
/// @param query what was searched for; empty in folders
/// @param grouped one row for each conversation
/// @param older the address of the next page
/// @param cursor where it begins; empty for the first page
/// @param mistake why a search cannot be read; empty when it can
public record MessageList(
        Place place,
        String here,
        String newest,
        String view,
        String query,
        boolean grouped,
        List<Row> rows,
        Optional<String> older,
        String cursor,
        String mistake,
        String csrf) {
    /// The folder, or the search.
    ///
    /// @param use the special use of the folder in lower case; empty for others, and for a search
    /// @param unseen how many of its messages are unread
    /// @param targets where its messages can be moved
    public record Place(String slug, String use, String name, long messages, long unseen, List<FolderLink> targets) {
        static Place of(Folder folder, List<Folder> all) {
            var slug = FolderLink.slug(folder);
            return new Place(
                    slug, use(folder), FolderLink.name(folder), folder.messages(), folder.unseen(), targets(all, slug));
        }

        /// @param folder where the message at hand lies, when there is one
        static Place search(List<Folder> all, Optional<Folder> folder) {
            var use = folder.map(Place::use).orElse("");
            return new Place(Asked.SEARCH, use, "Search", 0, 0, targets(all, Asked.SEARCH));
        }

        private static String use(Folder folder) {
            return folder.use().isPresent() ? FolderLink.slug(folder) : "";
        }

        private static List<FolderLink> targets(List<Folder> all, String current) {
            return all.stream()
                    .map(each -> FolderLink.of(each, current))
                    .filter(link -> !link.current() && !link.slug().equals("drafts"))
                    .toList();
        }

        /// What the browser's tab says while the list is looked at.
        public String title() {
            return unseen > 0 ? name + " (" + unseen + ")" : name;
        }

        public boolean search() {
            return slug.equals(Asked.SEARCH);
        }

        /// Its messages are our own: recipients are shown.
        public boolean outgoing() {
            return use.equals("sent") || drafts();
        }

        public boolean trash() {
            return use.equals("trash");
        }

        public boolean junk() {
            return use.equals("junk");
        }

        public boolean drafts() {
            return use.equals("drafts");
        }

        public boolean archive() {
            return use.equals("archive");
        }
    }

    /// Whether this is the newest page: the one that changes by itself.
    public boolean first() {
        return cursor.isEmpty();
    }

    /// Whether all of it can be deleted for good at once.
    public boolean emptied() {
        return place.trash() && view.equals("all") && !rows.isEmpty();
    }

    /// What all of the folder is called that this view shows; empty when this page is all of it.
    public String beyond() {
        if (place.search() || (first() && older.isEmpty())) {
            return "";
        }
        return switch (view) {
            case "unread" -> "all " + place.unseen() + " unread messages";
            case "starred" -> "all starred messages";
            default -> "all " + place.messages() + " messages";
        };
    }

    /// What to read when there is nothing.
    public String emptyText() {
        if (place.search()) {
            return query.isBlank()
                    ? "Search all your mail by words, from:ann, subject:invoice, has:attachment, before:2026-01-31."
                    : "Nothing found. Trash and Junk are left out, unless you add in:trash or in:junk.";
        }
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
