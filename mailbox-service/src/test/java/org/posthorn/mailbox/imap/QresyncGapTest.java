package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// A client that only ever asks what changed since its last visit (RFC 7162 §3.2.5) knows the folder in the
/// end, however many others change it at the same time: mod-sequences become visible in their order,
/// without a gap.
@WithBacking
class QresyncGapTest {
    private static final Pattern FETCH =
            Pattern.compile("\\* \\d+ FETCH \\(UID (\\d+) MODSEQ \\((\\d+)\\) FLAGS (\\(.*\\))\\)");
    private static final Pattern VANISHED = Pattern.compile("\\* VANISHED (?:\\(EARLIER\\) )?([0-9:,]+)");
    private static final Pattern HIGHEST = Pattern.compile(".*\\[HIGHESTMODSEQ (\\d+)].*");
    private static final Pattern VALIDITY = Pattern.compile(".*\\[UIDVALIDITY (\\d+)].*");
    private static final int WRITERS = 4;
    private static final int CHANGES = 60;

    /// What the client knows.
    private static final class Known {
        private final Map<Long, String> flags = new TreeMap<>();
        private long modSeq = 1;
        private long validity;
        private int visits;

        void hear(String line) {
            var fetch = FETCH.matcher(line);
            var vanished = VANISHED.matcher(line);
            var highest = HIGHEST.matcher(line);
            var valid = VALIDITY.matcher(line);
            if (fetch.matches()) {
                flags.put(Long.parseLong(fetch.group(1)), fetch.group(3));
            } else if (vanished.matches()) {
                forget(vanished.group(1));
            } else if (highest.matches()) {
                long now = Long.parseLong(highest.group(1));
                assertTrue(now >= modSeq, "HIGHESTMODSEQ went back from " + modSeq + " to " + now);
                modSeq = now;
            } else if (valid.matches()) {
                validity = Long.parseLong(valid.group(1));
            }
        }

        private void forget(String set) {
            for (var range : set.split(",")) {
                var ends = range.split(":");
                for (long uid = Long.parseLong(ends[0]); uid <= Long.parseLong(ends[ends.length - 1]); uid++) {
                    flags.remove(uid);
                }
            }
        }
    }

    @Test
    void whoAsksOnlyForChangesMissesNone(TestDatabase database, @TempDir Path directory) throws Exception {
        try (var imap = new TestImap(database, directory)) {
            imap.account("shared");
            var known = new Known();
            try (var reader = imap.client("shared")) {
                reader.follows("""
                        C: e ENABLE QRESYNC
                        S: * ENABLED QRESYNC
                        S: e OK Enabled
                        """);
                visit(reader, known, "SELECT INBOX");
                readWhileOthersWrite(imap, reader, known);
                visit(reader, known, "SELECT INBOX (QRESYNC (" + known.validity + " " + known.modSeq + "))");

                var whole = new Known();
                visit(reader, whole, "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)");
                assertEquals(whole.flags, known.flags);
                assertTrue(known.visits > 3, "the reader came " + known.visits + " times only");
            }
        }
    }

    private static void readWhileOthersWrite(TestImap imap, Dialogue reader, Known known) throws Exception {
        var writing = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int seed = i;
                writers.add(threads.submit(() -> write(imap, seed)));
            }
            var reading = threads.submit(() -> {
                while (writing.get()) {
                    visit(reader, known, "SELECT INBOX (QRESYNC (" + known.validity + " " + known.modSeq + "))");
                    known.visits++;
                }
            });
            for (var writer : writers) {
                writer.get();
            }
            writing.set(false);
            reading.get();
        }
    }

    private static void visit(Dialogue client, Known known, String command) {
        client.send(("v " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (var line = client.line(); !line.startsWith("v "); line = client.line()) {
            known.hear(line);
        }
    }

    /// Appends, flags, moves away and expunges, as people with several devices do.
    private static void write(TestImap imap, int seed) {
        var random = new Random(seed);
        try (var client = imap.client("shared")) {
            command(client, "SELECT INBOX");
            for (int i = 0; i < CHANGES; i++) {
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> command(client, "APPEND INBOX {1+}\r\n" + seed);
                    case 3 -> command(client, "UID STORE *,1:* " + (i % 2 == 0 ? "+" : "-") + "FLAGS (k" + seed + ")");
                    case 4 -> command(client, "UID MOVE * Trash");
                    default -> {
                        command(client, "UID STORE * +FLAGS (\\Deleted)");
                        command(client, "EXPUNGE");
                    }
                }
            }
        }
    }

    private static void command(Dialogue client, String command) {
        client.send(("w " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        var line = client.line();
        while (!line.startsWith("w ")) {
            line = client.line();
        }
        assertTrue(line.startsWith("w OK"), line);
    }
}
