package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.store.FlagRow;
import org.posthorn.mailbox.imap.store.FlagStore;

/// STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3): all messages in one transaction.
final class StoreCommand {
    private StoreCommand() {}

    static Answer run(Session session, Command.Store command) throws IOException {
        var selected = session.selected();
        var ranges = selected.ranges(command.messages(), command.uid());
        if (ranges.isEmpty()) {
            return Answer.NO_SUCH_MESSAGE;
        }
        var flags = FlagText.parse(command.flags());
        if (flags.isEmpty()) {
            return Answer.no("[CANNOT] Such a flag cannot be stored");
        }
        if (command.unchangedSince().isPresent()) {
            session.enable(Extension.CONDSTORE);
        }
        var uids = selected.messages().uids(ranges.get());
        var news = command.uid() ? Answer.News.ALL : Answer.News.WITHOUT_EXPUNGE;
        if (uids.length == 0) {
            return Answer.ok("Nothing to store").with(news);
        }
        var wanted = new FlagStore.Wanted(
                session.account(),
                selected.folder().id(),
                uids,
                command.change(),
                flags.get().bits(),
                flags.get().keywords(),
                command.unchangedSince());
        var stored = session.progress().during(() -> session.stores().flags().store(wanted));
        // What others did comes before what this command did.
        selected.advance(stored.advance());
        tell(session, command, stored);
        if (stored.failed().isEmpty()) {
            return Answer.ok("Stored").with(news);
        }
        var failed = stored.failed().stream().mapToLong(Long::longValue).toArray();
        var numbers = command.uid() ? failed : numbers(session, failed);
        return new Answer("OK [MODIFIED " + UidText.of(numbers) + "] Some messages had changed", news);
    }

    private static long[] numbers(Session session, long[] uids) {
        var messages = session.selected().messages();
        var numbers = new long[uids.length];
        for (int i = 0; i < uids.length; i++) {
            numbers[i] = messages.indexOf(uids[i]) + 1L;
        }
        return numbers;
    }

    private static void tell(Session session, Command.Store command, FlagStore.Stored stored) throws IOException {
        boolean condstore = session.has(Extension.CONDSTORE);
        if (command.silent() && !condstore) {
            return;
        }
        var out = session.out();
        var messages = session.selected().messages();
        for (FlagRow row : stored.now()) {
            int index = messages.indexOf(row.uid());
            if (index < 0) {
                continue;
            }
            out.text("* ").number(index + 1L).text(" FETCH (");
            out.text("UID ").number(row.uid());
            if (condstore) {
                out.text(" MODSEQ (").number(row.modSeq()).text(")");
            }
            if (!command.silent()) {
                out.text(" FLAGS ");
                FlagText.write(out, row);
            }
            out.text(")").end();
        }
    }
}
