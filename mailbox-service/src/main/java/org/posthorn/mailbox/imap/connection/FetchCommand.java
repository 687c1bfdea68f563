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

/// FETCH (RFC 9051 §6.4.5). Messages are read as many at a time as the session has room for, and no connection of the
/// database is held while the client reads.
final class FetchCommand {
    private static final int HEADER = 16 * 1024;
    /// How much larger a structure is when it is read and its texts are written.
    private static final long UNFOLDED = 6;

    /// A large structure finds no room.
    private static final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoRoom() {
            super("no room for a large structure", null, false, false);
        }
    }

    private final Session session;
    private final Stores stores;
    private final SelectedFolder selected;
    private final FetchPlan plan;
    private final FetchRoom room;

    private FetchCommand(Session session, FetchPlan plan) {
        this.session = session;
        this.stores = session.stores();
        this.selected = session.selected();
        this.plan = plan;
        this.room = session.room();
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
        try {
            fetch.all(
                    command.partial().isPresent()
                            ? some(ranges, command.partial().get())
                            : ranges);
        } catch (NoRoom _) {
            return Answer.no("[UNAVAILABLE] Too much is being read at the moment; try again later")
                    .with(Answer.News.NONE);
        }
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
        try {
            new FetchCommand(session, FetchPlan.of(unseen, always))
                    .all(new int[] {from, session.selected().messages().count()});
        } catch (NoRoom _) {
            // the client knows that there are new messages, and can ask for them
        }
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
        try {
            if (Messages.size(ranges) == 1 || ranges.length <= 16) {
                for (int i = 0; i < ranges.length; i += 2) {
                    contiguous(ranges[i], ranges[i + 1]);
                }
            } else {
                scattered(selected.messages().uids(ranges));
            }
        } finally {
            room.ends();
        }
    }

    private void contiguous(int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            at += chunk(selected.messages().uids(new int[] {at, Math.min(at + rows(), to)}), true);
        }
    }

    private void scattered(long[] uids) throws IOException {
        for (int at = 0; at < uids.length; ) {
            at += chunk(Arrays.copyOfRange(uids, at, Math.min(at + rows(), uids.length)), false);
        }
    }

    /// How many messages are read next.
    private int rows() {
        var portion = room.begins();
        return plan.reads() == Reads.NOTHING ? portion.rows() : portion.ofOctets();
    }

    /// @return how many of the messages are done
    private int chunk(long[] uids, boolean contiguous) throws IOException {
        var wanted = new Wanted(session.account(), selected.folder().id(), uids, contiguous);
        Map<Long, FlagRow> seen = plan.marksSeen() && !selected.readOnly() ? markSeen(uids) : Map.of();
        var rows = stores.messages().rows(stores.database(), wanted, plan.structure());
        if (plan.reads() != Reads.NOTHING) {
            int done = withOctets(rows, seen);
            return done == rows.size()
                    ? uids.length
                    : Arrays.binarySearch(uids, rows.get(done).uid());
        }
        for (var row : rows) {
            write(row, seen, null);
        }
        return uids.length;
    }

    private Map<Long, FlagRow> markSeen(long[] uids) {
        var folder = selected.folder().id();
        var stored = stores.flags()
                .store(new FlagStore.Wanted(
                        session.account(), folder, uids, FlagChange.ADD, Flags.SEEN, List.of(), Optional.empty()));
        selected.advance(stored.advance());
        var rows = new HashMap<Long, FlagRow>();
        stored.now().forEach(row -> rows.put(row.uid(), row));
        return rows;
    }

    /// @return how many are done: not all when the room for so many was given back meanwhile
    private int withOctets(List<MessageRow> rows, Map<Long, FlagRow> seen) throws IOException {
        var begun = room.portion();
        int from = 0;
        while (from < rows.size() && room.portion().equals(begun)) {
            if (octets(rows.get(from)) > begun.octets()) {
                writeLarge(rows.get(from++), seen);
            } else {
                int to = batch(rows, from, begun.octets());
                write(rows.subList(from, to), seen);
                from = to;
            }
            room.goesOn();
        }
        return from;
    }

    /// Where those end whose octets are read together.
    private int batch(List<MessageRow> rows, int from, int most) {
        long size = 0;
        int to = from;
        while (to < rows.size() && size + octets(rows.get(to)) <= most) {
            size += octets(rows.get(to++));
        }
        return to;
    }

    private void write(List<MessageRow> part, Map<Long, FlagRow> seen) throws IOException {
        var octets = read(part);
        for (var row : part) {
            var ofRow = octets.get(row.uid());
            if (ofRow != null && isCut(ofRow)) {
                writeLarge(row, seen);
            } else if (ofRow != null) {
                write(row, seen, ofRow);
            }
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
        var whole = withStructure(found);
        var content = stores.messages().whole(stores.database(), session.account(), found.content());
        int index = selected.messages().indexOf(found.uid());
        if (whole.isEmpty() || content.isEmpty() || index < 0) {
            return;
        }
        var row = whole.get();
        var prepended = Optional.ofNullable(row.prepended()).orElseGet(() -> new byte[0]);
        session.out().text("* ").number(index + 1L).text(" FETCH (");
        FetchResponse.ofLarge(
                        session.out(),
                        row,
                        seen.getOrDefault(row.uid(), row.flags()),
                        new MessagePieces(stores, room, content.get(), prepended))
                .write(plan.items());
        session.out().text(")").end();
        room.isSent();
    }

    /// With its structure, however large that is; empty when the message was expunged meanwhile.
    ///
    /// @throws NoRoom when others read such structures
    private Optional<MessageRow> withStructure(MessageRow row) {
        if (row.structure() != null) {
            return Optional.of(row);
        }
        long length = stores.messages().structureLength(stores.database(), session.account(), row.content());
        if (!room.has(length * UNFOLDED)) {
            throw new NoRoom();
        }
        var wanted = new Wanted(session.account(), selected.folder().id(), new long[] {row.uid()}, true);
        return stores.messages().rows(stores.database(), wanted, true).stream().findFirst();
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

    private void write(MessageRow found, Map<Long, FlagRow> seen, @Nullable Octets octets) throws IOException {
        int index = selected.messages().indexOf(found.uid());
        var whole = plan.structure() ? withStructure(found) : Optional.of(found);
        if (index < 0 || whole.isEmpty()) {
            return;
        }
        var row = whole.get();
        var flags = seen.getOrDefault(row.uid(), row.flags());
        session.out().text("* ").number(index + 1L).text(" FETCH (");
        new FetchResponse(session.out(), row, flags, octets).write(plan.items());
        session.out().text(")").end();
        room.isSent();
    }
}
