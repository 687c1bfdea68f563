package org.posthorn.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.MessageId;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Two replicas of the service on one database and one log.
@WithBacking
class ReplicasTest {
    private static final Pattern FETCHED =
            Pattern.compile("\\* \\d+ FETCH \\(UID (\\d+)(?: MODSEQ \\(\\d+\\))? FLAGS \\((.*)\\)\\)");
    private static final Pattern VANISHED = Pattern.compile("\\* VANISHED (?:\\(EARLIER\\) )?([0-9:,]+)");
    private static final Pattern HIGHEST = Pattern.compile("\\* OK \\[HIGHESTMODSEQ (\\d+)] .*");
    private static final Pattern VALIDITY = Pattern.compile("\\* OK \\[UIDVALIDITY (\\d+)] .*");

    @TempDir
    static Path directory;

    private static RunningMailbox one;
    private static RunningMailbox two;

    @BeforeAll
    static void start(TestDatabase database, TestKafka kafka) {
        one = new RunningMailbox(database, kafka, directory);
        two = new RunningMailbox(database, kafka, directory);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void whatOneReplicaChangesIsHeardInTheOther() {
        long account = one.account("anna");
        try (var here = client(one, "anna");
                var there = client(two, "anna")) {
            here.follows("""
                    C: a SELECT INBOX
                    S: ...
                    S: a OK [READ-WRITE] Selected
                    C: b IDLE
                    S: + idling
                    """);
            there.follows("""
                    C: a SELECT INBOX
                    S: ...
                    S: a OK [READ-WRITE] Selected
                    C: b IDLE
                    S: + idling
                    """);
            one.file(delivery(account));
            here.follows("S: * 1 EXISTS");
            there.follows("""
                    S: * 1 EXISTS
                    C: DONE
                    S: b OK Idled
                    C: c STORE 1 +FLAGS (\\\\Deleted)
                    S: * 1 FETCH (UID 1 FLAGS (\\Deleted))
                    S: c OK Stored
                    """);
            here.follows("S: * 1 FETCH (UID 1 FLAGS (\\Deleted))");
            there.follows("""
                    C: d EXPUNGE
                    S: * 1 EXPUNGE
                    S: d OK Expunged
                    """);
            here.follows("""
                    S: * 1 EXPUNGE
                    C: DONE
                    S: b OK Idled
                    """);
        }
    }

    /// Clients that come and go while both replicas deliver, store, move and expunge: what each remembers and is told
    /// (RFC 7162 §3.2.5) is what there is in the end.
    @Test
    void resynchronizingMissesNothing() throws Exception {
        long account = one.account("otto");
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            writers.add(threads.submit(() -> deliver(one, account)));
            writers.add(threads.submit(() -> deliver(two, account)));
            writers.add(threads.submit(() -> change(one, 1)));
            writers.add(threads.submit(() -> change(two, 2)));
            var returning = threads.submit(() -> comeAndGo(one, done));
            var other = threads.submit(() -> comeAndGo(two, done));
            for (var writer : writers) {
                writer.get();
            }
            done.set(true);
            var truth = new Known();
            try (var client = client(one, "otto")) {
                truth.select(client);
            }
            assertFalse(truth.flags.isEmpty());
            assertEquals(truth.flags, returning.get().flags);
            assertEquals(truth.flags, other.get().flags);
        }
    }

    private static Void deliver(RunningMailbox mailbox, long account) {
        for (int i = 0; i < 60; i++) {
            mailbox.file(delivery(account), delivery(account));
        }
        return null;
    }

    private static Delivery delivery(long account) {
        return Delivery.of(MessageId.next(Instant.now()), account, "Subject: hello\n\nbody\n");
    }

    private static Void change(RunningMailbox mailbox, int seed) {
        var random = new Random(seed);
        try (var client = client(mailbox, "otto")) {
            send(client, "s SELECT INBOX");
            for (int i = 0; i < 120; i++) {
                var uid = 1 + random.nextInt(1 + i * 2);
                send(
                        client,
                        switch (random.nextInt(5)) {
                            case 0 -> "c UID STORE " + uid + ":" + (uid + 3) + " +FLAGS (\\Seen)";
                            case 1 -> "c UID STORE " + uid + " -FLAGS (\\Seen)";
                            case 2 -> "c UID MOVE " + uid + " Archive";
                            case 3 -> "c UID STORE " + uid + " +FLAGS (\\Deleted)";
                            default -> "c EXPUNGE";
                        });
            }
        }
        return null;
    }

    /// @return what the client knows after it came once more when all was done
    private static Known comeAndGo(RunningMailbox mailbox, AtomicBoolean done) {
        var known = new Known();
        boolean last;
        do {
            last = done.get();
            try (var client = client(mailbox, "otto")) {
                for (int i = 0; i < 5; i++) {
                    known.select(client);
                }
            }
        } while (!last);
        return known;
    }

    /// What a client remembers of a folder.
    private static final class Known {
        private final TreeMap<Long, String> flags = new TreeMap<>();
        private String validity = "";
        private String modSeq = "";

        void select(Dialogue client) {
            send(client, "q ENABLE QRESYNC");
            var from = modSeq.isEmpty() ? "" : " (QRESYNC (" + validity + " " + modSeq + "))";
            send(client, "q SELECT INBOX" + from).forEach(this::take);
            if (from.isEmpty()) {
                send(client, "q UID FETCH 1:* FLAGS").forEach(this::take);
            }
        }

        /// As told before the mod-sequence was: newer values come once more.
        private void take(String line) {
            var fetched = FETCHED.matcher(line);
            var vanished = VANISHED.matcher(line);
            var highest = HIGHEST.matcher(line);
            var valid = VALIDITY.matcher(line);
            if (fetched.matches()) {
                flags.put(Long.parseLong(fetched.group(1)), fetched.group(2));
            } else if (vanished.matches()) {
                numbers(vanished.group(1)).forEach(flags::remove);
            } else if (highest.matches()) {
                modSeq = highest.group(1);
            } else if (valid.matches()) {
                validity = valid.group(1);
            }
        }
    }

    private static List<Long> numbers(String set) {
        var numbers = new ArrayList<Long>();
        for (var range : set.split(",")) {
            var ends = range.split(":");
            for (long n = Long.parseLong(ends[0]); n <= Long.parseLong(ends[ends.length - 1]); n++) {
                numbers.add(n);
            }
        }
        return numbers;
    }

    private static Dialogue client(RunningMailbox mailbox, String name) {
        return Dialogue.with(mailbox.service().bean(ImapListener.class).port()).follows("""
                S: * OK {...}
                C: l LOGIN %s "some password"
                S: l OK {...}
                """.formatted(name));
    }

    /// @return the untagged lines
    private static List<String> send(Dialogue client, String command) {
        client.send((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        var lines = new ArrayList<String>();
        while (true) {
            var line = client.line();
            if (line.startsWith(command.charAt(0) + " ")) {
                assertFalse(line.startsWith(command.charAt(0) + " BAD"), () -> command + " -> " + line);
                return lines;
            }
            lines.add(line);
        }
    }
}
