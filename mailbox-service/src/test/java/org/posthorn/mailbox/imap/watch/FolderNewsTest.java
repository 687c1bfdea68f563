package org.posthorn.mailbox.imap.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthorn.mailbox.imap.grammar.NotifyRequest;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Event;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Filter;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Group;
import org.posthorn.mailbox.imap.store.FolderRow;

/// What a client hears of names that are made, changed and deleted (RFC 5465 §5.4).
class FolderNewsTest {
    private static final Filter ALL = new Filter.Personal();

    private static FolderRow folder(long id, String name) {
        return new FolderRow(id, name, Optional.empty(), true, 1, 1, 1, 0, 0, 0, 0);
    }

    /// Folders whose ids are their places.
    private static Map<Long, FolderRow> folders(String... names) {
        var folders = new LinkedHashMap<Long, FolderRow>();
        for (var name : names) {
            long id = folders.size() + 1L;
            folders.put(id, folder(id, name));
        }
        folders.values().removeIf(row -> row.name().isEmpty());
        return folders;
    }

    private static List<String> told(Filter filter, Map<Long, FolderRow> before, Map<Long, FolderRow> now) {
        var group = new Group(filter, Set.of(Event.MAILBOX_NAME), List.of());
        var watched = new Watched(new NotifyRequest(false, List.of(group)));
        return FolderNews.between(before, now, watched, _ -> false).stream()
                .map(FolderNewsTest::shown)
                .toList();
    }

    private static String shown(FolderNews news) {
        return switch (news) {
            case FolderNews.Listed(var folder, var old) ->
                folder.name() + old.map(name -> " was " + name).orElse("");
            case FolderNews.Gone(var name) -> "no " + name;
            case FolderNews.Counted(var folder, var _) -> "messages of " + folder.name();
        };
    }

    @Test
    void ofARenamedFolderThoseBelowItAreNotTold() {
        var before = folders("A", "A/x", "A/x/y", "Ab", "A/z");
        var now = folders("B/C", "B/C/x", "B/C/x/y", "Ab", "Z");
        assertEquals(List.of("B/C was A", "Z was A/z"), told(ALL, before, now));
    }

    @Test
    void whoDoesNotWatchTheRenamedFolderHearsOfThoseBelowIt() {
        var watched = new Filter.Named(Set.of("A/x"));
        assertEquals(List.of("B/x was A/x"), told(watched, folders("A", "A/x"), folders("B", "B/x")));
    }

    @Test
    void whatIsMadeConcernsTheNameAboveItToo() {
        assertEquals(List.of("A/x", "A"), told(ALL, folders("A"), folders("A", "A/x")));
        assertEquals(List.of("A/x", "A/y", "no A"), told(ALL, folders(), folders("A/x", "A/y")));
        assertEquals(List.of("A", "A/x"), told(ALL, folders(), folders("A", "A/x")));
    }

    @Test
    void whatIsDeletedConcernsTheNameAboveItToo() {
        assertEquals(List.of("no A/x", "A"), told(ALL, folders("A", "A/x"), folders("A")));
        assertEquals(List.of("no A/x", "no A"), told(ALL, folders("A/x"), folders()));
        assertEquals(List.of("no A", "no A/x"), told(ALL, folders("A", "A/x"), folders()));
    }

    @Test
    void theNameAboveIsToldToWhoWatchesIt() {
        var now = folders("A", "A/x");
        assertEquals(List.of("A/x"), told(new Filter.Named(Set.of("A/x")), folders("A"), now));
        assertEquals(List.of("A"), told(new Filter.Named(Set.of("A")), folders("A"), now));
    }

    @Test
    void aSubtreeIsItsRootAndAllBelowIt() {
        for (var name : Arrays.asList("A/b", "A/b/c", "A/b/c/d")) {
            assertEquals(
                    List.of(name),
                    told(new Filter.Subtree(Set.of("A/b", "Z")), folders(), folders(name))
                            .subList(0, 1));
        }
        for (var name : Arrays.asList("A", "A/bc", "A/c", "b")) {
            assertEquals(List.of(), told(new Filter.Subtree(Set.of("A/b", "Z")), folders(), folders(name)));
        }
    }
}
