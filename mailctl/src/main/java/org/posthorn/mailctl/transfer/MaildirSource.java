package org.posthorn.mailctl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.mail.imap.ModifiedUtf7;
import org.posthorn.mailctl.console.Failure;

/// A Maildir with its folders: Maildir++ (`.Sent`, `.a.b`), or a directory for each folder as mbsync and
/// Dovecot's `LAYOUT=fs` make them. A message is known by its file's unique name; its date is the file's.
final class MaildirSource implements Source {
    private static final int AT_ONCE = 500;
    private static final int DEEPEST = 20;
    private static final List<String> PLACES = List.of("cur", "new");

    private final Path root;
    /// Folders by their names here.
    private final Map<String, Path> folders = new TreeMap<>();

    /// A file by the name that never changes.
    private record Letter(String key, Path file) {}

    MaildirSource(Path root) {
        this.root = root;
        try {
            find(root, "", 0);
        } catch (IOException e) {
            throw new Failure(root + " cannot be read: " + e.getMessage() + ".");
        }
        if (folders.isEmpty()) {
            throw new Failure(root + " is no Maildir: neither it nor a directory in it has a directory \"cur\".");
        }
    }

    private void find(Path directory, String name, int depth) throws IOException {
        if (Files.isDirectory(directory.resolve("cur"))) {
            folders.put(name.isEmpty() ? "INBOX" : name, directory);
        }
        if (depth == DEEPEST) {
            return;
        }
        for (var child : directories(directory)) {
            var own = FolderNames.last(child);
            if (own.equals("cur") || own.equals("new") || own.equals("tmp")) {
                continue;
            }
            var decoded =
                    ModifiedUtf7.decode(own.startsWith(".") ? own.substring(1).replace('.', '/') : own);
            find(
                    child,
                    name.isEmpty() ? FolderNames.inbox(decoded) : name + "/" + FolderNames.clean(decoded),
                    depth + 1);
        }
    }

    private static List<Path> directories(Path directory) throws IOException {
        try (var children = Files.newDirectoryStream(directory, Files::isDirectory)) {
            var found = new ArrayList<Path>();
            children.forEach(found::add);
            return found;
        }
    }

    @Override
    public long whole() throws IOException {
        long whole = 0;
        for (var folder : folders.values()) {
            for (var place : PLACES) {
                whole += count(folder.resolve(place));
            }
        }
        return whole;
    }

    private static long count(Path place) throws IOException {
        long count = 0;
        if (Files.isDirectory(place)) {
            try (var files = Files.newDirectoryStream(place, MaildirSource::isLetter)) {
                for (var _ : files) {
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean isLetter(Path file) {
        return !FolderNames.last(file).startsWith(".");
    }

    @Override
    public void read(Sink sink) throws IOException {
        for (var folder : folders.entrySet()) {
            var keywords = keywords(folder.getValue());
            for (var place : PLACES) {
                read(sink, folder.getKey(), folder.getValue().resolve(place), keywords);
            }
        }
    }

    private Map<Character, String> keywords(Path folder) throws IOException {
        for (var directory : List.of(folder, root)) {
            var file = directory.resolve("dovecot-keywords");
            if (Files.isReadable(file)) {
                return MaildirFlags.keywords(Files.readAllLines(file));
            }
        }
        return new HashMap<>();
    }

    private static void read(Sink sink, String folder, Path place, Map<Character, String> keywords) throws IOException {
        var some = new ArrayList<Letter>();
        if (!Files.isDirectory(place)) {
            return;
        }
        try (var files = Files.newDirectoryStream(place, MaildirSource::isLetter)) {
            for (var file : files) {
                var unique = MaildirFlags.unique(FolderNames.last(file));
                some.add(new Letter(SourceKey.of("maildir", folder, unique), file));
                if (some.size() == AT_ONCE) {
                    hand(sink, folder, some, keywords);
                    some.clear();
                }
            }
        }
        hand(sink, folder, some, keywords);
    }

    private static void hand(Sink sink, String folder, List<Letter> some, Map<Character, String> keywords) {
        if (some.isEmpty()) {
            return;
        }
        var unknown = sink.unknown(some.stream().map(Letter::key).toList());
        for (var letter : some) {
            if (unknown.contains(letter.key())) {
                hand(sink, folder, letter, keywords);
            }
            sink.progress(1);
        }
    }

    private static void hand(Sink sink, String folder, Letter letter, Map<Character, String> keywords) {
        var file = letter.file();
        try {
            long size = Files.size(file);
            if (size == 0 || size > Importer.LARGEST) {
                sink.skip(file + (size == 0 ? " is empty." : " is larger than 200 MiB."));
                return;
            }
            var flags = MaildirFlags.read(FolderNames.last(file), keywords);
            var date = Files.getLastModifiedTime(file).toInstant();
            sink.add(folder, new NewMessage(letter.key(), flags, date), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            sink.skip(file + " is gone: somebody reads this Maildir; run the import again.");
        } catch (IOException e) {
            sink.skip(file + " cannot be read: " + e.getMessage() + ".");
        }
    }
}
