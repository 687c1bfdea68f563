package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.List;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.Command.SortOrder;
import org.posthorn.mailbox.imap.order.MessageThread;
import org.posthorn.mailbox.imap.order.ReferenceThreads;
import org.posthorn.mailbox.imap.order.SortKey;
import org.posthorn.mailbox.imap.order.SortKey.Keyed;
import org.posthorn.mailbox.imap.order.SubjectThreads;
import org.posthorn.mailbox.imap.store.OrderStore;
import org.posthorn.mailbox.imap.store.SearchStore.Hit;

/// SORT and THREAD (RFC 5256, RFC 5267 §3, RFC 5957).
final class OrderCommands {
    private OrderCommands() {}

    static Answer sort(Session session, String tag, Command.Sort command) throws IOException {
        var query = new MessageQuery(session, command.uid(), command.key());
        if (query.namesMissingMessages()) {
            return Answer.NO_SUCH_MESSAGE;
        }
        var hits = query.hits();
        var fields = command.orders().stream().map(SortOrder::field).toList();
        var stores = session.stores();
        var uids = session.progress()
                .during(() -> stores.orders().keys(stores.database(), wanted(session, hits), fields).stream()
                        .sorted(SortKey.comparator(command.orders()))
                        .mapToLong(Keyed::uid)
                        .toArray());
        var numbers = new long[uids.length];
        for (int i = 0; i < uids.length; i++) {
            numbers[i] = query.number(uids[i]);
        }
        var results = command.results();
        results.ifPresent(wanted -> query.save(uids, wanted));
        if (results.isPresent()) {
            query.tellExtended(tag, numbers, results.get(), query.modSeq(hits));
        } else {
            SearchCommand.tellNumbers(session, "* SORT", numbers, query.modSeq(hits));
        }
        return Answer.ok("Sorted").with(query.news());
    }

    static Answer thread(Session session, Command.Threads command) throws IOException {
        var query = new MessageQuery(session, command.uid(), command.key());
        if (query.namesMissingMessages()) {
            return Answer.NO_SUCH_MESSAGE;
        }
        var stores = session.stores();
        var hits = query.hits();
        var threads = session.progress().during(() -> {
            var messages = stores.orders().threadables(stores.database(), wanted(session, hits));
            return switch (command.algorithm()) {
                case ORDEREDSUBJECT -> SubjectThreads.of(messages);
                case REFERENCES -> ReferenceThreads.of(messages);
            };
        });
        var text = MessageThread.text(threads, query::number);
        session.out()
                .text("* THREAD")
                .text(text.isEmpty() ? "" : " ")
                .text(text)
                .end();
        return Answer.ok("Threaded").with(query.news());
    }

    private static OrderStore.Wanted wanted(Session session, List<Hit> hits) {
        var uids = hits.stream().mapToLong(Hit::uid).toArray();
        return new OrderStore.Wanted(
                session.account(), session.selected().folder().id(), uids);
    }
}
