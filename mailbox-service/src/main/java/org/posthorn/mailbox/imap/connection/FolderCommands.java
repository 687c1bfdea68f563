package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mailbox.folder.FolderNames;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.Command.StatusItem;
import org.posthorn.mailbox.imap.grammar.SequenceSet;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.store.FolderStore;
import org.posthorn.mailbox.imap.view.SelectedFolder;

/// Commands on folders as wholes (RFC 9051 §6.3).
final class FolderCommands {
    private static final Answer NO_NAME =
            Answer.no("[CANNOT] This is no name in modified UTF-7; for UTF-8, say ENABLE UTF8=ACCEPT first");

    private final Session session;

    FolderCommands(Session session) {
        this.session = session;
    }

    Answer select(Command.Select command) throws IOException {
        boolean had = session.hasSelected();
        session.unselect();
        if (command.condstore()) {
            session.enable(Extension.CONDSTORE);
        }
        if (command.qresync().isPresent() && !session.has(Extension.QRESYNC)) {
            return Answer.bad("ENABLE QRESYNC first");
        }
        var stores = session.stores();
        var found = folder(command.folder());
        if (found.isEmpty()) {
            return Answer.NONEXISTENT;
        }
        var folder = found.get();
        var uids = stores.uidLists().uids(stores.database(), session.account(), folder);
        var selected = new SelectedFolder(folder, command.readOnly(), uids);
        // What came between the two questions is news.
        selected.suspect();
        session.select(selected);
        if (had) {
            session.out().untagged("OK [CLOSED] The previous mailbox is closed");
        }
        describe(selected);
        if (command.qresync().isPresent()) {
            resynchronize(selected, command.qresync().get());
        }
        return Answer.ok(command.readOnly() ? "[READ-ONLY] Examined" : "[READ-WRITE] Selected");
    }

    private void describe(SelectedFolder selected) throws IOException {
        var out = session.out();
        var folder = selected.folder();
        out.untagged("FLAGS (" + FlagText.COMMON + ")");
        var permanent = selected.readOnly() ? "" : FlagText.COMMON + " \\*";
        out.untagged("OK [PERMANENTFLAGS (" + permanent + ")] Flags that are kept");
        out.text("* ").number(selected.messages().count()).text(" EXISTS").end();
        if (!session.has(Extension.IMAP4REV2)) {
            out.untagged("0 RECENT");
        }
        out.untagged("OK [UIDVALIDITY " + folder.uidValidity() + "] UIDs are valid");
        out.untagged("OK [UIDNEXT " + folder.uidNext() + "] The next UID");
        out.untagged("OK [HIGHESTMODSEQ " + folder.modSeq() + "] The highest mod-sequence");
        out.untagged("OK [MAILBOXID (" + objectId(folder) + ")] The mailbox's id");
        if (session.has(Extension.IMAP4REV2)) {
            // RFC 9051 §6.3.2; clients of the first revision take it for an answer to their next LIST
            out.text("* LIST (").text(String.join(" ", ListCommand.use(folder)));
            out.text(") \"/\" ").string(session.shownName(folder.name())).end();
        }
    }

    /// RFC 7162 §3.2.5: what is gone, and what changed, since the client was here.
    private void resynchronize(SelectedFolder selected, Command.Qresync known) throws IOException {
        var folder = selected.folder();
        if (known.uidValidity() != folder.uidValidity()) {
            return;
        }
        var stores = session.stores();
        var wanted = known.knownUids().orElse(SequenceSet.of(1, SequenceSet.STAR));
        Vanished.tell(session, wanted, known.modSeq());
        for (var row : stores.views().changed(stores.database(), session.account(), folder.id(), known.modSeq())) {
            session.tellFlags(selected, row);
        }
    }

    Answer close(boolean expunge) {
        var selected = session.selected();
        if (expunge && !selected.readOnly()) {
            var expunges = session.stores().expunges();
            session.progress()
                    .during(() -> expunges.expunge(
                            session.account(), selected.folder().id(), Optional.empty()));
        }
        session.unselect();
        return Answer.ok("Closed");
    }

    Answer create(Command.Create command) {
        var written = command.folder();
        var wanted = session.folderName(written.endsWith("/") ? written.substring(0, written.length() - 1) : written);
        if (wanted.isEmpty()) {
            return NO_NAME;
        }
        var name = wanted.get();
        if (name.equals("INBOX")) {
            return Answer.no("[ALREADYEXISTS] INBOX is always there");
        }
        var fault = FolderNames.fault(name);
        if (fault.isPresent()) {
            return Answer.no("[CANNOT] " + fault.get());
        }
        Optional<SpecialUse> use = Optional.empty();
        if (!command.uses().isEmpty()) {
            use = SpecialUse.of(command.uses().getFirst().replace("\\", ""));
            if (use.isEmpty() || use.get() == SpecialUse.INBOX || command.uses().size() > 1) {
                return Answer.no("[USEATTR] This special use is not available");
            }
        }
        var outcome = session.stores().folderChanges().create(session.account(), name, use);
        var id = stored(name)
                .map(folder -> "[MAILBOXID (" + objectId(folder) + ")] Created")
                .orElse("Created");
        return switch (outcome) {
            case DONE -> Answer.ok(id);
            case EXISTS -> Answer.no("[ALREADYEXISTS] There is such a mailbox already");
            case TOO_MANY -> Answer.no("[LIMIT] There are too many mailboxes");
            case MISSING -> Answer.no("[UNAVAILABLE] The account is gone");
        };
    }

    Answer delete(Command.Delete command) {
        var found = folder(command.folder());
        if (found.isEmpty()) {
            return Answer.NONEXISTENT;
        }
        var name = found.get().name();
        if (name.equals("INBOX")) {
            return Answer.no("[CANNOT] INBOX stays");
        }
        if (found.get().use().isPresent()) {
            return Answer.no("[CANNOT] A mailbox of special use stays");
        }
        var changes = session.stores().folderChanges();
        return switch (session.progress().during(() -> changes.delete(session.account(), name))) {
            case DONE -> Answer.ok("Deleted");
            case MISSING, EXISTS, TOO_MANY -> Answer.NONEXISTENT;
        };
    }

    /// INBOX cannot be renamed here: moving its messages away (RFC 9051 §6.3.6) surprises more than it helps.
    Answer rename(Command.Rename command) {
        var from = session.folderName(command.from());
        var to = session.folderName(command.to());
        if (from.isEmpty()) {
            return Answer.NONEXISTENT;
        }
        if (from.get().equals("INBOX")) {
            return Answer.no("[CANNOT] INBOX keeps its name");
        }
        if (to.isEmpty()) {
            return NO_NAME;
        }
        if (to.get().equals("INBOX") || to.get().startsWith(from.get() + "/")) {
            return Answer.no("[CANNOT] This cannot be the new name");
        }
        var fault = FolderNames.fault(to.get());
        if (fault.isPresent()) {
            return Answer.no("[CANNOT] " + fault.get());
        }
        return switch (session.stores().folderChanges().rename(session.account(), from.get(), to.get())) {
            case DONE -> Answer.ok("Renamed");
            case EXISTS -> Answer.no("[ALREADYEXISTS] There is such a mailbox already");
            case MISSING, TOO_MANY -> Answer.NONEXISTENT;
        };
    }

    Answer subscribe(Command.Subscribe command) {
        var name = session.folderName(command.folder());
        if (name.isEmpty() || (command.wanted() && stored(name.get()).isEmpty())) {
            return Answer.NONEXISTENT;
        }
        session.stores().folderChanges().subscribe(session.account(), name.get(), command.wanted());
        return Answer.ok(command.wanted() ? "Subscribed" : "Unsubscribed");
    }

    Answer status(Command.Status command) throws IOException {
        var folder = folder(command.folder());
        if (folder.isEmpty()) {
            return Answer.NONEXISTENT;
        }
        writeStatus(folder.get(), command.items());
        return Answer.ok("Told");
    }

    void writeStatus(FolderRow folder, List<StatusItem> items) throws IOException {
        var out = session.out();
        out.text("* STATUS ").string(session.shownName(folder.name())).text(" (");
        boolean first = true;
        for (var item : items) {
            out.text(first ? "" : " ").text(item.name().replace('_', '-'));
            out.text(" ").text(value(folder, item));
            first = false;
        }
        out.text(")").end();
    }

    private String value(FolderRow folder, StatusItem item) {
        return switch (item) {
            case MESSAGES -> Long.toString(folder.messages());
            case RECENT -> "0";
            case UIDNEXT -> Long.toString(folder.uidNext());
            case UIDVALIDITY -> Long.toString(folder.uidValidity());
            case UNSEEN -> Long.toString(folder.unseen());
            case DELETED -> Long.toString(deleted(folder).messages());
            case DELETED_STORAGE -> Long.toString(deleted(folder).bytes());
            case SIZE -> Long.toString(folder.bytes());
            case HIGHESTMODSEQ -> Long.toString(folder.modSeq());
            case APPENDLIMIT -> Long.toString(session.shared().appendLimit());
            case MAILBOXID -> "(" + objectId(folder) + ")";
        };
    }

    private FolderStore.Usage deleted(FolderRow folder) {
        var stores = session.stores();
        return stores.folders().deleted(stores.database(), session.account(), folder.id());
    }

    Answer namespace() throws IOException {
        session.out().untagged("NAMESPACE ((\"\" \"/\")) NIL NIL");
        return Answer.ok("Told");
    }

    /// The folder of a name as the client writes it.
    Optional<FolderRow> folder(String written) {
        return session.folderName(written).flatMap(this::stored);
    }

    private Optional<FolderRow> stored(String name) {
        var stores = session.stores();
        return stores.folders().byName(stores.database(), session.account(), name);
    }

    /// RFC 8474 §4: stays when the folder is renamed.
    private static String objectId(FolderRow folder) {
        return "F" + Long.toString(folder.id(), 36).toLowerCase(Locale.ROOT) + "-"
                + Long.toString(folder.uidValidity(), 36).toLowerCase(Locale.ROOT);
    }
}
