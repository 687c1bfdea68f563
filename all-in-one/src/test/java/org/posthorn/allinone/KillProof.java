package org.posthorn.allinone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.api.AccountApi.Account;

/// Nothing that was answered 250 is lost and nothing is doubled, though the whole installation, with its broker and
/// its database, is killed with SIGKILL at random moments under load. `-Dproof.seed=N` repeats a run.
class KillProof {
    private static final int MESSAGES = Integer.getInteger("proof.messages", 5_000);
    private static final int KILLS = Integer.getInteger("proof.kills", 5);
    private static final long SEED = Long.getLong("proof.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String DELETE_ONE =
            "DELETE FROM mailbox.delivered WHERE ctid = (SELECT ctid FROM mailbox.delivered LIMIT 1)";

    @Test
    void everyAttemptAnswered250IsInItsMailboxOnceAfterFiveKills(@TempDir Path folder) throws Exception {
        System.out.println("KillProof: -Dproof.seed=" + SEED);
        var random = new Random(SEED);
        try (var posthorn = RunningPosthorn.start(folder.resolve("data"))) {
            List<Account> accounts;
            try (var inspector = new Inspector(posthorn)) {
                accounts = IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> inspector.makeAccount("u" + i))
                        .toList();
            }
            int port = Integer.parseInt(posthorn.argument("smtp.port"));
            var recipients = accounts.stream().map(Account::address).toList();
            try (var load = new NumberedLoad(port, MESSAGES, recipients)) {
                load.start();
                for (int kill = 0; kill < KILLS; kill++) {
                    int moment = (int) ((kill + random.nextDouble()) * MESSAGES / KILLS);
                    eventually(PATIENCE, "moment " + moment, load::acceptedCount, n -> n >= moment || load.finished());
                    posthorn.killAndStart();
                }
                load.awaitEnd();
                try (var inspector = new Inspector(posthorn)) {
                    verify(inspector, accounts, load);
                }
            }
            assertEquals(0, posthorn.stop(), "it stops cleanly");
        }
    }

    private static void verify(Inspector inspector, List<Account> accounts, NumberedLoad load) throws Exception {
        var arrived = eventually(
                PATIENCE,
                "every accepted attempt in a mailbox",
                () -> arrivals(inspector, accounts),
                found -> found.keySet().containsAll(load.accepted()));
        for (var attempt : load.accepted()) {
            assertEquals(1, arrived.get(attempt), attempt + " was answered 250: once");
        }
        arrived.forEach((attempt, times) -> {
            assertEquals(1, times, attempt + " arrived more than once");
            assertTrue(
                    load.accepted().contains(attempt) || load.unanswered().contains(attempt),
                    attempt + " was never sent");
        });
        assertEquals(MESSAGES, load.accepted().size());
        System.out.printf(
                "KillProof: %d kills, %d attempts answered 250, %d unanswered, %d arrived%n",
                KILLS, load.accepted().size(), load.unanswered().size(), arrived.size());
        assertEquals(0, inspector.mailctl("ledger", "verify"), "the ledger agrees");
        assertEquals(1, inspector.execute(DELETE_ONE));
        assertNotEquals(0, inspector.mailctl("ledger", "verify"), "the ledger sees the deleted row");
    }

    private static Map<String, Integer> arrivals(Inspector inspector, List<Account> accounts) {
        Map<String, Integer> out = new HashMap<>();
        for (var account : accounts) {
            inspector.inbox(account).forEach(subject -> out.merge(subject, 1, Integer::sum));
        }
        return out;
    }
}
