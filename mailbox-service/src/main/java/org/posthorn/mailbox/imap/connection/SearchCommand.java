package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.Command.SearchOption;
import org.posthorn.mailbox.imap.store.SearchStore.Hit;

/// SEARCH (RFC 9051 §6.4.4), with the answers of both revisions.
final class SearchCommand {
    private SearchCommand() {}

    static Answer run(Session session, String tag, Command.Search command) throws IOException {
        var query = new MessageQuery(session, command.uid(), command.key());
        if (query.namesMissingMessages()) {
            return Answer.NO_SUCH_MESSAGE;
        }
        var hits = query.hits();
        var uids = hits.stream().mapToLong(Hit::uid).toArray();
        var results = command.results();
        results.ifPresent(wanted -> query.save(uids, wanted));
        var numbers = hits.stream().mapToLong(hit -> query.number(hit.uid())).toArray();
        if (results.isPresent() || session.has(Extension.IMAP4REV2)) {
            query.tellExtended(tag, numbers, results.orElse(List.of(SearchOption.ALL)), query.modSeq(hits));
        } else {
            tellNumbers(session, "* SEARCH", numbers, query.modSeq(hits));
        }
        return Answer.ok("Searched").with(query.news());
    }

    /// The answer of RFC 3501, which SORT has too.
    static void tellNumbers(Session session, String name, long[] numbers, Optional<Long> modSeq) throws IOException {
        var out = session.out();
        out.text(name);
        for (long number : numbers) {
            out.text(" ").number(number);
        }
        if (modSeq.isPresent()) {
            out.text(" (MODSEQ ").number(modSeq.get()).text(")");
        }
        out.end();
    }
}
