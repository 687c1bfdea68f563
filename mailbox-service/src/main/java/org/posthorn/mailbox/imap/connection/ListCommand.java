package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.grammar.Command.ListRequest;
import org.posthorn.mailbox.imap.store.FolderRow;

/// LIST and LSUB (RFC 9051 §6.3.9, RFC 5258, RFC 6154).
final class ListCommand {
    private final Session session;
    private final FolderCommands folders;

    ListCommand(Session session, FolderCommands folders) {
        this.session = session;
        this.folders = folders;
    }

    /// A name, and its folder when it is not only a name above others.
    private record Entry(Optional<FolderRow> folder, boolean subscribed) {}

    Answer list(ListRequest request) throws IOException {
        if (!request.extended()
                && !request.lsub()
                && request.patterns().getFirst().isEmpty()) {
            // RFC 9051 §6.3.9: the question for the hierarchy separator
            session.out().untagged("LIST (\\NonExistent) \"/\" \"\"");
            return Answer.ok("Told");
        }
        var stores = session.stores();
        SortedMap<String, Entry> names = new TreeMap<>(ListCommand::inboxFirst);
        for (var folder : stores.folders().all(stores.database(), session.account())) {
            names.put(folder.name(), new Entry(Optional.of(folder), folder.subscribed()));
        }
        if (request.subscribedOnly()) {
            for (var name : stores.folders().lostSubscriptions(stores.database(), session.account())) {
                names.put(name, new Entry(Optional.empty(), true));
            }
        }
        addParents(names);
        for (var name : names.entrySet()) {
            var entry = name.getValue();
            if (isWanted(request, names, name.getKey(), entry) && matches(request, name.getKey())) {
                write(request, names, name.getKey(), entry);
            }
        }
        return Answer.ok("Listed");
    }

    private static int inboxFirst(String a, String b) {
        boolean first = a.equals("INBOX");
        return first == b.equals("INBOX") ? a.compareTo(b) : first ? -1 : 1;
    }

    /// Names above folders exist as names only (RFC 9051 §6.3.9).
    private static void addParents(SortedMap<String, Entry> names) {
        for (var name : List.copyOf(names.keySet())) {
            for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
                names.putIfAbsent(name.substring(0, slash), new Entry(Optional.empty(), false));
            }
        }
    }

    private static boolean isWanted(ListRequest request, SortedMap<String, Entry> names, String name, Entry entry) {
        if (request.specialUseOnly() && !hasUse(entry)) {
            return false;
        }
        if (!request.subscribedOnly()) {
            return entry.folder().isPresent() || endsInLevel(request);
        }
        // RFC 3501 §6.3.9: what stands above something subscribed is told for % only
        boolean above = request.recursiveMatch() || (request.lsub() && endsInLevel(request));
        return entry.subscribed() || (above && hasSubscribedBelow(names, name));
    }

    private static boolean endsInLevel(ListRequest request) {
        return request.patterns().stream().anyMatch(pattern -> pattern.endsWith("%"));
    }

    private static boolean hasUse(Entry entry) {
        return entry.folder()
                .flatMap(FolderRow::use)
                .filter(use -> use != SpecialUse.INBOX)
                .isPresent();
    }

    private static boolean hasSubscribedBelow(SortedMap<String, Entry> names, String name) {
        return names.entrySet().stream()
                .anyMatch(below -> below.getKey().startsWith(name + "/")
                        && below.getValue().subscribed());
    }

    private boolean matches(ListRequest request, String name) {
        for (var pattern : request.patterns()) {
            var whole = session.folderName(request.reference() + pattern);
            if (whole.filter(wanted -> Wildcards.match(wanted, name)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void write(ListRequest request, SortedMap<String, Entry> names, String name, Entry entry)
            throws IOException {
        var attributes = new ArrayList<String>();
        if (entry.folder().isEmpty() || (request.lsub() && !entry.subscribed())) {
            attributes.add(request.lsub() ? "\\Noselect" : "\\NonExistent");
        }
        boolean children = names.keySet().stream().anyMatch(other -> other.startsWith(name + "/"));
        attributes.add(children ? "\\HasChildren" : "\\HasNoChildren");
        if (entry.subscribed() && request.extended()) {
            attributes.add("\\Subscribed");
        }
        entry.folder().ifPresent(folder -> attributes.addAll(use(folder)));
        var out = session.out();
        out.text(request.lsub() ? "* LSUB (" : "* LIST (").text(String.join(" ", attributes));
        out.text(") \"/\" ").string(session.shownName(name));
        if (request.recursiveMatch() && hasSubscribedBelow(names, name)) {
            out.text(" (CHILDINFO (\"SUBSCRIBED\"))");
        }
        out.end();
        if (!request.status().isEmpty() && entry.folder().isPresent()) {
            folders.writeStatus(entry.folder().get(), request.status());
        }
    }

    /// The special use as an attribute.
    static List<String> use(FolderRow folder) {
        return folder.use()
                .filter(use -> use != SpecialUse.INBOX)
                .map(use -> List.of("\\" + use.label()))
                .orElse(List.of());
    }
}
