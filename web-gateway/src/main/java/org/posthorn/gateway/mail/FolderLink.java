package org.posthorn.gateway.mail;

import java.util.Locale;
import org.posthorn.events.api.MailApi.Folder;

/// A folder as the navigation shows it.
///
/// @param slug its special use in lower case, or its number
/// @param icon of the sprite
/// @param count unread messages; in Drafts all of them
public record FolderLink(long id, String slug, String name, String icon, long count, boolean current) {
    static FolderLink of(Folder folder, String current) {
        var slug = slug(folder);
        var use = folder.use().orElse("");
        long count = switch (use) {
            case "Drafts" -> folder.messages();
            case "Sent", "Trash" -> 0;
            default -> folder.unseen();
        };
        return new FolderLink(folder.id(), slug, name(folder), icon(use), count, slug.equals(current));
    }

    static String slug(Folder folder) {
        return folder.use().map(use -> use.toLowerCase(Locale.ROOT)).orElse(Long.toString(folder.id()));
    }

    static String name(Folder folder) {
        return folder.name().equalsIgnoreCase("INBOX") ? "Inbox" : folder.name();
    }

    public String href() {
        return "/mail/" + slug;
    }

    /// The number for people: large ones are rounded.
    public String badge() {
        return count > 9_999 ? count / 1_000 + "k" : Long.toString(count);
    }

    private static String icon(String use) {
        return switch (use) {
            case "Inbox" -> "inbox";
            case "Sent" -> "send";
            case "Drafts" -> "file";
            case "Junk" -> "shield-alert";
            case "Trash" -> "trash-2";
            case "Archive" -> "archive";
            default -> "folder";
        };
    }
}
