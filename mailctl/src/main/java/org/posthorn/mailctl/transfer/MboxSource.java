package org.posthorn.mailctl.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageDate;
import org.posthorn.mailctl.console.Failure;

/// An mbox file, or a directory of them, also as Thunderbird keeps its folders (`Name` and `Name.sbd`). A
/// message is known by its octets, and the second of two that are the same by being the second.
final class MboxSource implements Source {
    private static final int AT_ONCE = 200;
    private static final long OCTETS = 4 << 20;
    private static final int DEEPEST = 20;
    private static final int BUFFER = 1 << 16;
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);
    private static final DateTimeFormatter READ = DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy", Locale.ROOT);

    /// Files by the names of their folders here.
    private final Map<String, Path> folders = new TreeMap<>();

    /// A message that was read.
    private record Letter(NewMessage head, byte[] octets) {}

    /// @param folder the folder of a single file; absent is the file's name
    MboxSource(Path path, Optional<String> folder) {
        try {
            if (Files.isDirectory(path)) {
                find(path, "", 0);
            } else {
                folders.put(folder.orElseGet(() -> FolderNames.ofFile(FolderNames.last(path))), path);
            }
        } catch (IOException e) {
            throw new Failure(path + " cannot be read: " + e.getMessage() + ".");
        }
        if (folders.isEmpty()) {
            throw new Failure(path + " has no mbox files.");
        }
    }

    private void find(Path directory, String above, int depth) throws IOException {
        try (var children = Files.newDirectoryStream(directory)) {
            for (var child : children) {
                var name = FolderNames.last(child);
                if (name.startsWith(".")) {
                    continue;
                }
                if (Files.isDirectory(child) && depth < DEEPEST) {
                    var own = name.endsWith(".sbd") ? name.substring(0, name.length() - 4) : name;
                    find(child, above + own + "/", depth + 1);
                } else if (Files.isRegularFile(child) && isMbox(child)) {
                    folders.put(above.isEmpty() ? FolderNames.ofFile(name) : above + FolderNames.ofFile(name), child);
                }
            }
        }
    }

    private static boolean isMbox(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(5), StandardCharsets.US_ASCII).equals("From ");
        }
    }

    /// Octets of the files.
    @Override
    public long whole() throws IOException {
        long whole = 0;
        for (var file : folders.values()) {
            whole += Files.size(file);
        }
        return whole;
    }

    @Override
    public void read(Sink sink) throws IOException {
        for (var folder : folders.entrySet()) {
            var file = folder.getValue();
            try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
                read(sink, folder.getKey(), file, new MboxReader(in, Importer.LARGEST));
            } catch (IOException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }
    }

    private static void read(Sink sink, String folder, Path file, MboxReader reader) throws IOException {
        var fallback = Files.getLastModifiedTime(file).toInstant();
        var seen = new HashMap<String, Integer>();
        var some = new ArrayList<Letter>();
        long octets = 0;
        long told = 0;
        int number = 0;
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            number++;
            var raw = next.get().octets();
            if (raw == null || raw.length == 0) {
                sink.skip(file + ": message " + number + (raw == null ? " is larger than 200 MiB." : " is empty."));
                continue;
            }
            var read = MboxStatus.read(raw);
            if (read.internal()) {
                continue;
            }
            var hash = SourceKey.hex(read.octets());
            int occurrence = seen.getOrDefault(hash, 0) + 1;
            seen.put(hash, occurrence);
            var key = SourceKey.of("mbox", folder, hash, Integer.toString(occurrence));
            var date = date(next.get().separator(), read.octets()).orElse(fallback);
            some.add(new Letter(new NewMessage(key, read.flags(), date), read.octets()));
            octets += read.octets().length;
            if (some.size() == AT_ONCE || octets > OCTETS) {
                hand(sink, folder, some);
                octets = 0;
                sink.progress(reader.position() - told);
                told = reader.position();
            }
        }
        hand(sink, folder, some);
        sink.progress(reader.position() - told);
    }

    private static void hand(Sink sink, String folder, List<Letter> some) {
        if (some.isEmpty()) {
            return;
        }
        var unknown =
                sink.unknown(some.stream().map(letter -> letter.head().key()).toList());
        for (var letter : some) {
            if (unknown.contains(letter.head().key())) {
                sink.add(folder, letter.head(), letter.octets());
            }
        }
        some.clear();
    }

    /// When it came, in the line `From `; else when it was sent.
    static Optional<Instant> date(String separator, byte[] octets) {
        return asctime(separator)
                .or(() -> HeaderSection.of(octets)
                        .value("Date")
                        .flatMap(MessageDate::parse)
                        .map(OffsetDateTime::toInstant));
    }

    /// The last five words, in UTC, such as `Thu Jan  1 00:00:00 1970`. Nobody relies on the day of the
    /// week, and a zone behind the time is left out.
    private static Optional<Instant> asctime(String separator) {
        var words = separator.replaceAll("\\s+([+-]\\d{4}|[A-Z]{3,4})$", "").split("\\s+");
        int from = words.length - 4;
        if (from < 1) {
            return Optional.empty();
        }
        var text = String.join(" ", Arrays.copyOfRange(words, from, words.length));
        try {
            return Optional.of(LocalDateTime.parse(text, READ).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// A date as the line `From ` has it.
    static String asctime(Instant date) {
        return ASCTIME.format(date.atOffset(ZoneOffset.UTC));
    }
}
