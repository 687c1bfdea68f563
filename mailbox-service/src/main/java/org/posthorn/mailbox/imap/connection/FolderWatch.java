package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.grammar.Command.StatusItem;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Event;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.watch.FolderNews;
import org.posthorn.mailbox.imap.watch.Heard;
import org.posthorn.mailbox.imap.watch.Watched;
import org.posthorn.runtime.EnvironmentFailure;

/// Watches folders for a session that asked for it (RFC 5465). Notices, from any thread, only say where to look;
/// everything else belongs to who may write.
final class FolderWatch {
    private static final long ACCOUNT = 0;

    private final Session session;
    private final FolderCommands folders;
    private final Watched watched;
    private final Heard heard = new Heard();
    private Map<Long, FolderRow> known = Map.of();
    private Map<Noted, Long> annotations = Map.of();

    /// An entry of RFC 5464 and where it stands.
    private record Noted(long folder, String entry) {}

    FolderWatch(Session session, FolderCommands folders, Watched watched) {
        this.session = session;
        this.folders = folders;
        this.watched = watched;
    }

    Watched watched() {
        return watched;
    }

    /// Takes the folders as they are; from here on changes are told.
    void begin() throws IOException {
        known = all();
        annotations = annotations();
        if (watched.request().status()) {
            for (var folder : known.values()) {
                var events = watched.of(folder);
                if (events.contains(Event.MESSAGE_NEW) && !isSelected(folder.id())) {
                    tellCounters(folder, events.contains(Event.FLAG_CHANGE));
                }
            }
        }
    }

    /// Messages of a folder changed.
    ///
    /// @return whether that is news for the client
    boolean heard(long folder, long modSeq) {
        return watched.isOfFolders() && heard.ofFolder(folder, modSeq);
    }

    /// The list of folders changed, or what it tells of one.
    ///
    /// @return whether that is news for the client
    boolean heardOfList(long modSeq) {
        return watched.isOfFolders() && heard.ofList(modSeq);
    }

    /// Any folder may have changed, also its name.
    void missed() {
        heard.ofAnything();
    }

    boolean isStale() {
        return watched.isOfFolders() && heard.isStale();
    }

    /// Tells what changed since the last time.
    void tell() throws IOException {
        // taken before the look: what is heard from here on is for the next one
        var look = heard.take();
        try {
            if (look.all()) {
                tellAll();
            } else {
                tellOf(look.folders());
            }
        } catch (EnvironmentFailure e) {
            missed();
            throw e;
        }
    }

    private void tellOf(Set<Long> ids) throws IOException {
        var stores = session.stores();
        var found = new TreeMap<Long, FolderRow>();
        for (long id : ids) {
            var before = known.get(id);
            if (before != null && !watched.of(before).isEmpty()) {
                stores.folders().byId(stores.database(), session.account(), id).ifPresent(row -> found.put(id, row));
            }
        }
        var news = new ArrayList<FolderNews>();
        found.forEach((id, row) -> {
            var before = Objects.requireNonNull(known.put(id, row), "a folder that was not known");
            news.addAll(FolderNews.between(before, row, watched, isSelected(id)));
        });
        write(news);
    }

    private void tellAll() throws IOException {
        var now = all();
        var noted = annotations();
        var news = FolderNews.between(known, now, watched, this::isSelected);
        known = now;
        write(news);
        tellAnnotations(annotations, noted);
        annotations = noted;
    }

    private boolean isSelected(long folder) {
        return session.hasSelected() && session.selected().folder().id() == folder;
    }

    private Map<Long, FolderRow> all() {
        var stores = session.stores();
        var rows = new LinkedHashMap<Long, FolderRow>();
        stores.folders().all(stores.database(), session.account()).forEach(row -> rows.put(row.id(), row));
        return rows;
    }

    /// Entries with the mod-sequences of their last changes, if anybody wants to know.
    private Map<Noted, Long> annotations() {
        if (!watched.has(Event.MAILBOX_METADATA_CHANGE) && !watched.has(Event.SERVER_METADATA_CHANGE)) {
            return Map.of();
        }
        var stores = session.stores();
        var noted = new HashMap<Noted, Long>();
        for (var version : stores.annotations().versions(stores.database(), session.account())) {
            noted.put(new Noted(version.folder(), version.entry()), version.modSeq());
        }
        return noted;
    }

    /// RFC 5465 §5.6, §5.7: the names of the entries that changed or are gone.
    private void tellAnnotations(Map<Noted, Long> before, Map<Noted, Long> now) throws IOException {
        var differing = new TreeMap<Long, Set<String>>();
        for (var noted : now.keySet()) {
            if (!now.get(noted).equals(before.get(noted))) {
                differing.computeIfAbsent(noted.folder(), _ -> new TreeSet<>()).add(noted.entry());
            }
        }
        for (var noted : before.keySet()) {
            if (!now.containsKey(noted)) {
                differing.computeIfAbsent(noted.folder(), _ -> new TreeSet<>()).add(noted.entry());
            }
        }
        for (var place : differing.entrySet()) {
            var folder = known.get(place.getKey());
            boolean wanted = folder == null
                    ? place.getKey() == ACCOUNT && watched.has(Event.SERVER_METADATA_CHANGE)
                    : watched.of(folder).contains(Event.MAILBOX_METADATA_CHANGE);
            if (wanted) {
                var out = session.out();
                out.text("* METADATA ").string(folder == null ? "" : session.shownName(folder.name()));
                for (var entry : place.getValue()) {
                    out.text(" ").text(MetadataCommands.astring(entry));
                }
                out.end();
            }
        }
    }

    private void write(List<FolderNews> news) throws IOException {
        boolean names = news.stream().anyMatch(one -> !(one instanceof FolderNews.Counted));
        var parents = names ? parents() : Set.<String>of();
        for (var one : news) {
            switch (one) {
                case FolderNews.Counted(var folder, var flags) -> tellCounters(folder, flags);
                case FolderNews.Gone(var name) -> {
                    var out = session.out();
                    out.text("* LIST (\\NonExistent").text(parents.contains(name) ? " \\HasChildren" : "");
                    out.text(") \"/\" ").string(session.shownName(name)).end();
                }
                case FolderNews.Listed listed ->
                    tellListed(listed, parents.contains(listed.folder().name()));
            }
        }
    }

    /// Names with folders below them.
    private Set<String> parents() {
        var parents = new HashSet<String>();
        for (var folder : known.values()) {
            var name = folder.name();
            int slash = name.lastIndexOf('/');
            while (slash > 0 && parents.add(name.substring(0, slash))) {
                slash = name.lastIndexOf('/', slash - 1);
            }
        }
        return parents;
    }

    private void tellCounters(FolderRow folder, boolean flags) throws IOException {
        var items = new ArrayList<>(List.of(StatusItem.MESSAGES, StatusItem.UIDNEXT, StatusItem.UIDVALIDITY));
        if (flags) {
            items.add(StatusItem.UNSEEN);
        }
        if (flags || session.has(Extension.CONDSTORE)) {
            items.add(StatusItem.HIGHESTMODSEQ);
        }
        folders.writeStatus(folder, items);
    }

    private void tellListed(FolderNews.Listed listed, boolean children) throws IOException {
        var folder = listed.folder();
        var attributes = new ArrayList<String>();
        attributes.add(children ? "\\HasChildren" : "\\HasNoChildren");
        if (folder.subscribed()) {
            attributes.add("\\Subscribed");
        }
        attributes.addAll(ListCommand.use(folder));
        var out = session.out();
        out.text("* LIST (").text(String.join(" ", attributes)).text(") \"/\" ");
        out.string(session.shownName(folder.name()));
        if (listed.oldName().isPresent()) {
            out.text(" (\"OLDNAME\" (")
                    .string(session.shownName(listed.oldName().get()))
                    .text("))");
        }
        out.end();
    }
}
