package org.posthorn.gateway.mail;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.posthorn.gateway.login.Session;
import org.posthorn.runtime.http.Refusal;

/// Which list is asked for: a part of a folder, or what a search finds. Its address says all of it.
///
/// @param folder its special use in lower case or its number; [#SEARCH] for a search
/// @param cursor where the page begins; absent for the newest
/// @param view `all`, `unread` or `starred`
/// @param query what is searched for; empty in folders
/// @param grouped one row for each conversation; never in a search, which finds messages
record Asked(Session session, String folder, Optional<String> cursor, String view, String query, boolean grouped) {
    /// The place of results among the folders.
    static final String SEARCH = "search";

    private static final List<String> VIEWS = List.of("all", "unread", "starred");

    Asked {
        if (!VIEWS.contains(view)) {
            throw Refusal.notFound("There is no such view.");
        }
        grouped = grouped && !folder.equals(SEARCH) && !folder.equals("drafts");
    }

    boolean search() {
        return folder.equals(SEARCH);
    }

    /// The address of its first page.
    String href() {
        if (search()) {
            return "/mail/search?q=" + escape(query);
        }
        return "/mail/" + escape(folder) + (view.equals("all") ? "" : "?view=" + view);
    }

    /// The address of the page of it that is looked at.
    String here() {
        return cursor.map(this::href).orElseGet(this::href);
    }

    /// The address of a conversation, from which the way back leads to the page that is looked at.
    ///
    /// @param message the one to open; 0 for the newest
    String href(long thread, long message) {
        return "/mail/" + escape(folder) + "/t/" + thread + "?view=" + view
                + (message == 0 ? "" : "&m=" + message)
                + (query.isEmpty() ? "" : "&q=" + escape(query))
                + cursor.map(text -> "&cursor=" + escape(text)).orElse("");
    }

    /// The same list from its newest page on.
    Asked newest() {
        return new Asked(session, folder, Optional.empty(), view, query, grouped);
    }

    /// All of the folder, whatever view of it is looked at.
    Asked whole() {
        return new Asked(session, folder, Optional.empty(), "all", query, grouped);
    }

    /// The address of another page of it.
    String href(String cursor) {
        var href = href();
        return href + (href.contains("?") ? "&" : "?") + "cursor=" + escape(cursor);
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
