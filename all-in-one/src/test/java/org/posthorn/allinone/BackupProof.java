package org.posthorn.allinone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.runtime.backup.Archive;
import org.posthorn.runtime.backup.BackupRefused;
import org.posthorn.runtime.backup.Progress;

/// A backup that was made while mail flows becomes an installation that has every message which was answered 250
/// before, with UIDs, flags, credits and queue.
class BackupProof {
    private static final int BEFORE = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// Nobody listens there, so that what is sent waits in the queue.
    private static final String ROUTE = "--delivery.routes=sink.test=127.0.0.1:9";
    private static final String FLAG = "UPDATE mailbox.message SET flags = flags | 4 WHERE uid % 3 = 0";
    private static final String MAIL = """
            SELECT m.account || '/' || f.name || '/' || f.uid_validity || '/' || m.uid || '/' || m.flags || '/' || m.accepted_as
              FROM mailbox.message m JOIN mailbox.folder f ON f.account = m.account AND f.folder = m.folder
            """;
    private static final String QUEUE = """
            SELECT m.message_id || ' ' || r.recipient || ' ' || r.state
              FROM delivery.queued_message m JOIN delivery.queued_recipient r ON r.queued_message = m.id
            """;
    private static final String CREDITS = "SELECT account || ' ' || available FROM policy.credit_account";
    private static final String KEYS = "SELECT selector || ' ' || encode(sealed, 'hex') FROM policy.dkim_key";

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedBeforeTheMarkIsThereAfterwards() throws Exception {
        var backup = folder.resolve("backup.zip");
        Set<String> acknowledged;
        Set<String> mail;
        Set<String> queue;
        Set<String> credits;
        Set<String> keys;
        List<Account> accounts;
        try (var posthorn = RunningPosthorn.start(folder.resolve("old"), ROUTE);
                var inspector = new Inspector(posthorn)) {
            accounts = IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> inspector.makeAccount("u" + i))
                    .toList();
            assertEquals(0, inspector.mailctl("alias", "add", "out@localhost", "someone@sink.test"));
            assertEquals(0, inspector.mailctl("credits", "add", "u1", "123"));
            assertEquals(0, inspector.mailctl("dkim", "generate", "localhost"));
            int port = Integer.parseInt(posthorn.argument("smtp.port"));
            send(port, 3, List.of("out@localhost"));
            queue = eventually(PATIENCE, "the queue", () -> rows(inspector, QUEUE), rows -> rows.size() == 3);
            try (var load = new NumberedLoad(port, Integer.MAX_VALUE, addresses(accounts))) {
                load.start();
                eventually(PATIENCE, "mail flows", load::acceptedCount, n -> n >= BEFORE);
                assertTrue(inspector.execute(FLAG) > 0);
                mail = rows(inspector, MAIL);
                credits = rows(inspector, CREDITS);
                keys = rows(inspector, KEYS);
                acknowledged = new HashSet<>(load.accepted());

                assertEquals(0, inspector.mailctl("backup", backup.toString()));

                assertTrue(load.acceptedCount() > acknowledged.size(), "the backup was made while mail flowed");
                load.enough();
                load.awaitEnd();
            }
        }
        damagedBackupIsRefused(backup);

        var data = folder.resolve("new");
        try (var posthorn = RunningPosthorn.start(data, ROUTE, "--restore=" + backup);
                var inspector = new Inspector(posthorn)) {
            eventually(
                    PATIENCE,
                    "every message that was acknowledged before the mark",
                    () -> arrivals(inspector, accounts),
                    found -> found.keySet().containsAll(acknowledged));
            arrivals(inspector, accounts)
                    .forEach((attempt, times) -> assertEquals(1, times, attempt + " is there more than once"));
            assertContains(rows(inspector, MAIL), mail);
            assertEquals(queue, rows(inspector, QUEUE));
            assertEquals(credits, rows(inspector, CREDITS));
            assertEquals(keys, rows(inspector, KEYS));
            assertEquals(0, inspector.mailctl("ledger", "verify"));
            assertEquals(0, inspector.mailctl("dkim", "rotate", "localhost", "next"), "the master key came along");
            int port = Integer.parseInt(posthorn.argument("smtp.port"));
            send(port, 1, List.of("u1@localhost"));
            posthorn.stop();
        }
        try (var again = RunningPosthorn.launch(data, "--restore=" + backup)) {
            assertEquals(78, again.exitCode(), again.output());
            assertTrue(again.output().contains("The database is not empty"), again.output());
        }
    }

    private static void damagedBackupIsRefused(Path backup) throws Exception {
        var damaged = backup.resolveSibling("damaged.zip");
        var octets = Files.readAllBytes(backup);
        octets[octets.length / 3] ^= 1;
        Files.write(damaged, octets);
        try (var archive = Archive.open(damaged)) {
            var refused = assertThrows(BackupRefused.class, () -> archive.verify(Progress.NONE));
            assertTrue(String.valueOf(refused.getMessage()).contains("is damaged"), refused.getMessage());
        }
    }

    private static void send(int port, int messages, List<String> recipients) throws InterruptedException {
        try (var load = new NumberedLoad(port, messages, recipients)) {
            load.start();
            load.awaitEnd();
            assertEquals(messages, load.acceptedCount());
        }
    }

    private static List<String> addresses(List<Account> accounts) {
        return accounts.stream().map(Account::address).toList();
    }

    private static Map<String, Integer> arrivals(Inspector inspector, List<Account> accounts) {
        Map<String, Integer> out = new HashMap<>();
        for (var account : accounts) {
            inspector.inbox(account).forEach(subject -> out.merge(subject, 1, Integer::sum));
        }
        return out;
    }

    private static Set<String> rows(Inspector inspector, String sql) {
        try {
            return inspector.texts(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertContains(Set<String> all, Set<String> wanted) {
        var missing = new HashSet<>(wanted);
        missing.removeAll(all);
        assertEquals(Set.of(), missing);
    }
}
