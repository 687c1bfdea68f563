package org.posthorn.mailbox.message;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.mailbox.message.MessageStore.Place;
import org.posthorn.mailbox.search.SearchQuery;
import org.posthorn.mailbox.search.SearchQuery.Condition;
import org.posthorn.mailbox.search.WordIndex;
import org.posthorn.runtime.sql.Database;

/// Finds messages of an account by what somebody typed. Words are answered by the index; for what is not indexed yet,
/// which is the mail of the last seconds, the columns that lists show are looked at.
final class SearchStore {
    private static final String IN_PLACE = """
         WHERE m.account = ? AND (m.received_at, m.message) < (?, ?)
        """;
    private static final String NEWEST_FIRST = " ORDER BY m.received_at DESC, m.message DESC LIMIT ?";
    private static final String OUTSIDE_OF_RUBBISH = """
         AND m.folder <> ALL (ARRAY(SELECT folder FROM folder
                                     WHERE account = ? AND special_use IN ('JUNK', 'TRASH')))
        """;
    private static final String IN_FOLDER = """
        m.folder = ANY (ARRAY(SELECT folder FROM folder
                               WHERE account = ? AND (lower(name) = lower(?) OR special_use = upper(?))))
        """;
    private static final String SEEN_IN_LISTS = """
        strpos(lower(c.subject || ' ' || c.author || ' ' || c.author_address || ' ' || c.preview), lower(?)) > 0
        """;

    /// A statement under construction.
    private static final class Query {
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> arguments = new ArrayList<>();

        void add(String text, Object... values) {
            sql.append(text);
            arguments.addAll(List.of(values));
        }
    }

    List<MessageRow> search(Database database, AccountId account, SearchQuery wanted, Place after, int limit) {
        return WordIndex.ask(database, account, index -> search(index, account, wanted, after, limit));
    }

    private static List<MessageRow> search(
            WordIndex index, AccountId account, SearchQuery wanted, Place after, int limit) {
        var query = new Query();
        query.add(MessageStore.COLUMNS + MessageStore.FROM);
        query.add(IN_PLACE, account, after.date(), after.message());
        var coverage = index.coverage();
        for (var term : wanted.terms()) {
            query.add(term.not() ? " AND NOT (" : " AND (");
            condition(index, account, coverage, term.condition(), query);
            query.add(")");
        }
        if (wanted.terms().stream().noneMatch(term -> term.condition() instanceof Condition.In)) {
            query.add(OUTSIDE_OF_RUBBISH, account);
        }
        query.add(NEWEST_FIRST, limit);
        return index.sql().query(query.sql.toString(), MessageStore::read, query.arguments.toArray());
    }

    private static void condition(
            WordIndex index, AccountId account, WordIndex.Coverage coverage, Condition condition, Query query) {
        switch (condition) {
            case Condition.Words words -> words(index, coverage, words, query);
            case Condition.HasAttachment() -> query.add("c.attachments");
            case Condition.Before(var time) -> query.add("m.received_at < ?", time);
            case Condition.Since(var time) -> query.add("m.received_at >= ?", time);
            case Condition.In(var folder) -> query.add(IN_FOLDER, account, folder, folder);
            case Condition.Is(var state) ->
                query.add(
                        switch (state) {
                            case READ -> "m.flags & 1 <> 0";
                            case UNREAD -> "m.flags & 1 = 0";
                            case STARRED -> "m.flags & 4 <> 0";
                            case ANSWERED -> "m.flags & 2 <> 0";
                        });
        }
    }

    private static void words(WordIndex index, WordIndex.Coverage coverage, Condition.Words words, Query query) {
        var text = words.text().replace("\0", "");
        var candidates = index.candidates(words.zones(), text);
        if (candidates.isEmpty()) {
            query.add(SEEN_IN_LISTS, text);
            return;
        }
        query.add(WordIndex.AMONG, (Object) candidates.get());
        query.add(" OR " + WordIndex.OTHERS + " AND " + SEEN_IN_LISTS, coverage.indexed(), coverage.partial(), text);
    }
}
