package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailbox.imap.connection.FetchPlan.Reads;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.fetch.Sections;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.Command.FlagChange;
import org.posthorn.mailbox.imap.grammar.FetchItem;
import org.posthorn.mailbox.imap.grammar.FetchItem.Attribute;
import org.posthorn.mailbox.imap.grammar.PartialRange;
import org.posthorn.mailbox.imap.store.FlagRow;
import org.posthorn.mailbox.imap.store.FlagStore;
import org.posthorn.mailbox.imap.store.MessageStore.MessageRow;
import org.posthorn.mailbox.imap.store.MessageStore.Octets;
import org.posthorn.mailbox.imap.store.MessageStore.Wanted;
import org.posthorn.mailbox.imap.view.Messages;
import org.posthorn.mailbox.imap.view.SelectedFolder;
import org.posthorn.mailbox.message.Flags;

/// FETCH (RFC 9051 §6.4.5). Messages are read some hundred at a time and octets a MiB at a time, and no
/// connection of the database is held while the client reads.
final class FetchCommand {
    private static final int ROWS = 500;
    /// A client that reads slowly holds so many; all connections together must not fill the memory with them.
    private static final long OCTETS = 1 << 20;
    private static final int HEADER = 16 * 1024;

    private final Session session;
    private final Stores stores;
    private final SelectedFolder selected;
    private final FetchPlan plan;

    private FetchCommand(Session session, FetchPlan plan) {
        this.session = session;
        this.stores = session.stores();
        this.selected = session.selected();
        this.plan = plan;
    }

    static Answer run(Session session, Command.Fetch command) throws IOException {
        var selected = session.selected();
        if (command.vanished()
                && (!command.uid() || command.changedSince().isEmpty() || !session.has(Extension.QRESYNC))) {
            return Answer.bad("VANISHED needs UID FETCH, CHANGEDSINCE and ENABLE QRESYNC");
        }
        if (command.partial().isPresent() && !command.uid()) {
            return Answer.bad("PARTIAL needs UID FETCH");
        }
        var found = selected.ranges(command.messages(), command.uid());
        if (found.isEmpty()) {
            return Answer.NO_SUCH_MESSAGE;
        }
        if (command.changedSince().isPresent() || command.items().contains(Attribute.MODSEQ)) {
            session.enable(Extension.CONDSTORE);
        }
        var fetch = new FetchCommand(session, plan(session, command));
        var ranges = found.get();
        if (command.changedSince().isPresent()) {
            long since = command.changedSince().get();
            if (command.vanished()) {
                Vanished.tell(session, command.messages(), since);
            }
            ranges = fetch.changedSince(ranges, since);
        }
        fetch.all(command.partial().isPresent() ? some(ranges, command.partial().get()) : ranges);
        var news = command.uid() ? Answer.News.ALL : Answer.News.WITHOUT_EXPUNGE;
        return Answer.ok("Fetched").with(news);
    }

    /// New messages of the selected folder, as NOTIFY asked for (RFC 5465 §5.2); none becomes seen by it.
    ///
    /// @param from the index of the first
    static void arrived(Session session, int from, List<FetchItem> items) throws IOException {
        var always = new ArrayList<FetchItem>(List.of(Attribute.UID));
        if (session.has(Extension.CONDSTORE)) {
            always.add(Attribute.MODSEQ);
        }
        var unseen = items.stream().map(FetchItem::peeking).toList();
        new FetchCommand(session, FetchPlan.of(unseen, always))
                .all(new int[] {from, session.selected().messages().count()});
    }

    private static FetchPlan plan(Session session, Command.Fetch command) {
        var always = new ArrayList<FetchItem>();
        if (command.uid()) {
            always.add(Attribute.UID);
        }
        if (command.changedSince().isPresent()
                || (session.has(Extension.CONDSTORE) && command.items().contains(Attribute.FLAGS))) {
            always.add(Attribute.MODSEQ);
        }
        return FetchPlan.of(command.items(), always);
    }

    private int[] changedSince(int[] ranges, long since) {
        var changed = stores.views()
                .changed(stores.database(), session.account(), selected.folder().id(), since);
        var wanted = changed.stream()
                .mapToLong(FlagRow::uid)
                .filter(uid -> isIn(ranges, selected.messages().indexOf(uid)))
                .toArray();
        return selected.rangesOf(wanted);
    }

    /// Those of the messages that stand at some places (RFC 9394 §3.3).
    private static int[] some(int[] ranges, PartialRange wanted) {
        var places = wanted.within(Messages.size(ranges));
        var some = new int[ranges.length];
        int used = 0;
        int passed = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            int from = Math.max(ranges[i], ranges[i] + places[0] - passed);
            int to = Math.min(ranges[i + 1], ranges[i] + places[1] - passed);
            passed += ranges[i + 1] - ranges[i];
            if (from < to) {
                some[used++] = from;
                some[used++] = to;
            }
        }
        return Arrays.copyOf(some, used);
    }

    private static boolean isIn(int[] ranges, int index) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (index >= ranges[i] && index < ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private void all(int[] ranges) throws IOException {
        if (Messages.size(ranges) == 1 || ranges.length <= 16) {
            for (int i = 0; i < ranges.length; i += 2) {
                for (int from = ranges[i]; from < ranges[i + 1]; from += ROWS) {
                    chunk(selected.messages().uids(new int[] {from, Math.min(from + ROWS, ranges[i + 1])}), true);
                }
            }
            return;
        }
        var uids = selected.messages().uids(ranges);
        for (int from = 0; from < uids.length; from += ROWS) {
            chunk(Arrays.copyOfRange(uids, from, Math.min(from + ROWS, uids.length)), false);
        }
    }

    private void chunk(long[] uids, boolean contiguous) throws IOException {
        var wanted = new Wanted(session.account(), selected.folder().id(), uids, contiguous);
        Map<Long, FlagRow> seen = plan.marksSeen() && !selected.readOnly() ? markSeen(uids) : Map.of();
        var rows = stores.messages().rows(stores.database(), wanted, plan.structure());
        if (plan.reads() == Reads.NOTHING) {
            for (var row : rows) {
                write(row, seen, null);
            }
        } else {
            withOctets(rows, seen);
        }
    }

    private Map<Long, FlagRow> markSeen(long[] uids) {
        var folder = selected.folder().id();
        var stored = stores.flags()
                .store(new FlagStore.Wanted(
                        session.account(), folder, uids, FlagChange.ADD, Flags.SEEN, List.of(), Optional.empty()));
        selected.advance(stored.before(), stored.after());
        var rows = new HashMap<Long, FlagRow>();
        stored.now().forEach(row -> rows.put(row.uid(), row));
        return rows;
    }

    private void withOctets(List<MessageRow> rows, Map<Long, FlagRow> seen) throws IOException {
        int from = 0;
        while (from < rows.size()) {
            if (octets(rows.get(from)) > OCTETS) {
                writeLarge(rows.get(from++), seen);
                continue;
            }
            long size = 0;
            int to = from;
            while (to < rows.size() && size + octets(rows.get(to)) <= OCTETS) {
                size += octets(rows.get(to++));
            }
            var part = rows.subList(from, to);
            var octets = read(part);
            for (var row : part) {
                var ofRow = octets.get(row.uid());
                if (ofRow != null && isCut(ofRow)) {
                    writeLarge(row, seen);
                } else if (ofRow != null) {
                    write(row, seen, ofRow);
                }
            }
            from = to;
        }
    }

    /// How many of a message are read at once.
    private long octets(MessageRow row) {
        return plan.reads() == Reads.HEADERS ? Math.min(HEADER, row.size()) : row.size();
    }

    /// Whether its header section is longer than what was read of it.
    private boolean isCut(Octets octets) {
        return plan.reads() == Reads.HEADERS
                && octets.content().length == HEADER
                && new Sections(octets).headerEnd() >= HEADER;
    }

    /// What is wanted of it passes through; where that stands the stored structure says.
    private void writeLarge(MessageRow found, Map<Long, FlagRow> seen) throws IOException {
        var messages = stores.messages();
        var wanted = new Wanted(session.account(), selected.folder().id(), new long[] {found.uid()}, true);
        var rows = plan.structure() ? List.of(found) : messages.rows(stores.database(), wanted, true);
        var content = messages.whole(stores.database(), session.account(), found.content());
        int index = selected.messages().indexOf(found.uid());
        if (rows.isEmpty() || content.isEmpty() || index < 0) {
            return;
        }
        var row = rows.getFirst();
        var prepended = Optional.ofNullable(row.prepended()).orElseGet(() -> new byte[0]);
        session.out().text("* ").number(index + 1L).text(" FETCH (");
        FetchResponse.ofLarge(
                        session.out(),
                        row,
                        seen.getOrDefault(row.uid(), row.flags()),
                        new MessagePieces(stores, content.get(), prepended))
                .write(plan.items());
        session.out().text(")").end();
    }

    private Map<Long, Octets> read(List<MessageRow> rows) {
        var uids = rows.stream().map(MessageRow::uid).toList();
        var folder = selected.folder().id();
        var messages = stores.messages();
        var wanted = new Wanted(
                session.account(),
                folder,
                uids.stream().mapToLong(Long::longValue).toArray(),
                false);
        var octets = plan.reads() == Reads.HEADERS
                ? messages.beginnings(stores.database(), wanted, HEADER)
                : messages.octets(stores.database(), session.account(), folder, uids);
        var found = new HashMap<Long, Octets>();
        octets.forEach(ofOne -> found.put(ofOne.uid(), ofOne));
        return found;
    }

    private void write(MessageRow row, Map<Long, FlagRow> seen, @Nullable Octets octets) throws IOException {
        int index = selected.messages().indexOf(row.uid());
        if (index < 0) {
            return;
        }
        var flags = seen.getOrDefault(row.uid(), row.flags());
        session.out().text("* ").number(index + 1L).text(" FETCH (");
        new FetchResponse(session.out(), row, flags, octets).write(plan.items());
        session.out().text(")").end();
    }
}
