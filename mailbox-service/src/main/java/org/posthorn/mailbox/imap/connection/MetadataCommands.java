package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.Command.Annotation;
import org.posthorn.mailbox.imap.grammar.Command.Depth;
import org.posthorn.mailbox.imap.store.FolderRow;

/// GETMETADATA and SETMETADATA (RFC 5464). What is shared with others is, since no folder is, the account's too; only
/// the server's own shared entries are nobody's to set.
final class MetadataCommands {
    /// RFC 6154 §4: what the folder is for, told from where it is known.
    private static final String SPECIAL_USE = "/private/specialuse";

    private static final int LARGEST = 32 * 1024;
    private static final int LONGEST_QUOTED = 1_000;

    private final Session session;
    private final FolderCommands folders;

    MetadataCommands(Session session, FolderCommands folders) {
        this.session = session;
        this.folders = folders;
    }

    Answer get(Command.GetMetadata command) throws IOException {
        var folder = folders.folder(command.folder());
        if (folder.isEmpty() && !command.folder().isEmpty()) {
            return Answer.NONEXISTENT;
        }
        var use = folder.map(ListCommand::use).filter(uses -> !uses.isEmpty()).map(List::getFirst);
        var annotations = session.stores().annotations();
        var sizes = new HashMap<String, Long>();
        for (var size : annotations.sizes(session.account(), folder.map(FolderRow::id))) {
            sizes.put(size.entry(), size.octets());
        }
        use.ifPresent(word -> sizes.put(SPECIAL_USE, (long) word.length()));
        var chosen = Chosen.of(command, sizes);
        Map<String, byte[]> values = new HashMap<>();
        annotations
                .values(session.account(), folder.map(FolderRow::id), List.copyOf(chosen.entries()))
                .forEach(annotation -> annotation.value().ifPresent(value -> values.put(annotation.entry(), value)));
        use.ifPresent(word -> values.put(SPECIAL_USE, word.getBytes(StandardCharsets.US_ASCII)));
        tell(command.folder().isEmpty() ? "" : folder.orElseThrow().name(), chosen.entries(), values);
        return Answer.ok(chosen.longest() > 0 ? "[METADATA LONGENTRIES " + chosen.longest() + "] Told" : "Told");
    }

    /// Which entries are told.
    ///
    /// @param longest the size of the longest value that is left out for its size; 0 when none is
    record Chosen(Set<String> entries, long longest) {
        static Chosen of(Command.GetMetadata command, Map<String, Long> sizes) {
            var entries = new LinkedHashSet<String>();
            for (var wanted : command.entries()) {
                if (command.depth() == Depth.ITSELF) {
                    entries.add(wanted);
                } else {
                    sizes.keySet().stream()
                            .filter(entry -> isWithin(entry, wanted, command.depth()))
                            .sorted()
                            .forEach(entries::add);
                }
            }
            long most = command.largest().orElse(Long.MAX_VALUE);
            long longest = entries.stream()
                    .mapToLong(entry -> sizes.getOrDefault(entry, 0L))
                    .filter(size -> size > most)
                    .max()
                    .orElse(0);
            entries.removeIf(entry -> sizes.getOrDefault(entry, 0L) > most);
            return new Chosen(entries, longest);
        }

        private static boolean isWithin(String entry, String above, Depth depth) {
            if (entry.equals(above)) {
                return true;
            }
            return entry.startsWith(above + "/")
                    && (depth == Depth.ALL_BELOW || entry.indexOf('/', above.length() + 1) < 0);
        }
    }

    private void tell(String folder, Set<String> entries, Map<String, byte[]> values) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        var out = session.out();
        out.text("* METADATA ").string(session.shownName(folder)).text(" (");
        boolean first = true;
        for (var entry : entries) {
            out.text(first ? "" : " ").text(astring(entry)).text(" ");
            first = false;
            var value = values.get(entry);
            if (value == null) {
                out.text("NIL");
            } else {
                write(value);
            }
        }
        out.text(")").end();
    }

    /// A name with characters that an atom has not is quoted.
    static String astring(String entry) {
        boolean atom = entry.chars().noneMatch(c -> c == ' ' || "(){\"\\".indexOf(c) >= 0);
        return atom ? entry : "\"" + entry.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private void write(byte[] value) throws IOException {
        boolean text = value.length <= LONGEST_QUOTED;
        boolean nul = false;
        for (byte octet : value) {
            text &= octet >= ' ' && octet < 0x7F;
            nul |= octet == 0;
        }
        if (text) {
            session.out().string(new String(value, StandardCharsets.US_ASCII));
        } else {
            session.out().text(nul ? "~" : "").literal(value, 0, value.length);
        }
    }

    Answer set(Command.SetMetadata command) {
        var folder = folders.folder(command.folder());
        if (folder.isEmpty() && !command.folder().isEmpty()) {
            return Answer.NONEXISTENT;
        }
        for (var annotation : command.annotations()) {
            if (annotation.entry().equals(SPECIAL_USE)) {
                return Answer.no("[CANNOT] The special use of a mailbox is given when it is made");
            }
            if (folder.isEmpty() && annotation.entry().startsWith("/shared/")) {
                return Answer.no("[NOPERM] What the server shares is for who runs it");
            }
            if (annotation.value().filter(value -> value.length > LARGEST).isPresent()) {
                return Answer.no("[METADATA MAXSIZE " + LARGEST + "] The value is too long");
            }
        }
        return switch (session.stores()
                .annotations()
                .set(session.account(), folder.map(FolderRow::id), last(command.annotations()))) {
            case DONE -> Answer.ok("Set");
            case MISSING -> Answer.NONEXISTENT;
            case TOO_MANY -> Answer.no("[METADATA TOOMANY] There are too many entries, or they are too long together");
        };
    }

    /// Of an entry that stands there twice the last one counts.
    private static List<Annotation> last(List<Annotation> annotations) {
        Map<String, Annotation> last = new HashMap<>();
        annotations.forEach(annotation -> last.put(annotation.entry(), annotation));
        return new ArrayList<>(last.values());
    }
}
