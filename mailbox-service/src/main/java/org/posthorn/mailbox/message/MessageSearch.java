package org.posthorn.mailbox.message;

import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.Page;
import org.posthorn.mail.Parsed;
import org.posthorn.mailbox.search.SearchQuery;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;

/// Searches all folders of an account but Trash and Junk, newest first.
public final class MessageSearch {
    private static final int LARGEST_PAGE = 200;

    private final Database database;
    private final SearchStore store = new SearchStore();

    public MessageSearch(Database database) {
        this.database = database;
    }

    public Page<MessageRow> search(long account, String query, String cursor, int limit) {
        int most = Math.clamp(limit, 1, LARGEST_PAGE);
        var place = MessageReader.place(cursor);
        return switch (SearchQuery.parse(query)) {
            case Parsed.Malformed<SearchQuery>(var reason) -> throw Refusal.badRequest(reason + ".");
            case Parsed.Ok<SearchQuery>(var wanted) -> {
                var rows = store.search(database, new AccountId(account), wanted, place, most);
                yield new Page<>(
                        rows,
                        rows.size() < most ? Optional.empty() : Optional.of(MessageReader.cursor(rows.getLast())));
            }
        };
    }
}
