package org.posthorn.allinone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.allinone.cluster.Cluster;
import org.posthorn.allinone.cluster.Plan;
import org.posthorn.allinone.cluster.Replica;
import org.posthorn.allinone.process.Child;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.events.api.AccountApi.Account;

/// A cluster of processes under load: a broker is killed, every service is restarted in turn, a worker is added.
/// Nothing
/// is lost, nothing is there twice, clients see nothing worse than what they try again, and replicas agree.
class ClusterProof {
    private static final Duration REST = Duration.ofMillis(Integer.getInteger("proof.rest-millis", 250));
    private static final int BETWEEN = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int CONNECTIONS_AN_HOUR = 10;

    @TempDir
    Path data;

    @Test
    void aClusterUnderLoadLosesABrokerAndRestartsEveryService() throws Exception {
        Set<Long> pids;
        try (var cluster = Cluster.start(Plan.of(data, LoopbackPorts::free), line -> System.out.println(line));
                var inspector = new Inspector(data)) {
            var accounts = IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> inspector.makeAccount("u" + i))
                    .toList();
            int port = cluster.plan().front("smtp.port");
            try (var load = new NumberedLoad(port, Integer.MAX_VALUE, addresses(accounts), REST)) {
                load.start();
                awaitFurther(load);
                cluster.killBroker(2);
                say("broker 2 was killed", load);
                awaitFurther(load);
                cluster.startBroker(2);
                for (var replica : cluster.replicas()) {
                    cluster.restart(replica);
                    say(replica.name() + " was restarted", load);
                }
                say(cluster.addWorker(LoopbackPorts::free).name() + " was added", load);
                awaitFurther(load);
                load.enough();
                load.awaitEnd();
                assertEquals(Set.of(), load.refusals(), "nothing worse than 4xx");
                everythingArrivedOnce(inspector, accounts, load);
            }
            assertEquals(0, inspector.mailctl("ledger", "verify", "--patience", "60"));
            replicasOfMailboxSeeEachOthersChanges(cluster.replicas("mailbox"));
            limitsHoldOverAllReplicas(cluster.replicas("ingress"));
            blocksAreInForceEverywhere(cluster.replicas("ingress"), inspector);
            pids = cluster.children().stream().map(Child::pid).collect(Collectors.toSet());
            assertEquals(16, pids.size(), "three brokers, twelve services, HAProxy");
        }
        for (var pid : pids) {
            assertFalse(ProcessHandle.of(pid).isPresent(), "left behind: " + pid);
        }
    }

    private static void awaitFurther(NumberedLoad load) {
        int before = load.acceptedCount();
        eventually(PATIENCE, "further messages", load::acceptedCount, n -> n >= before + BETWEEN);
    }

    private static void say(String what, NumberedLoad load) {
        System.out.println("ClusterProof: " + what + " after " + load.acceptedCount() + " messages");
    }

    private static List<String> addresses(List<Account> accounts) {
        return accounts.stream().map(Account::address).toList();
    }

    private static void everythingArrivedOnce(Inspector inspector, List<Account> accounts, NumberedLoad load) {
        var arrived = eventually(
                PATIENCE,
                "every accepted message in a mailbox",
                () -> arrivals(inspector, accounts),
                found -> found.keySet().containsAll(load.accepted()));
        arrived.forEach((attempt, times) -> assertEquals(1, times, attempt + " is there more than once"));
        System.out.printf(
                "ClusterProof: %d answered 250, %d unanswered, %d arrived%n",
                load.accepted().size(), load.unanswered().size(), arrived.size());
    }

    private static Map<String, Integer> arrivals(Inspector inspector, List<Account> accounts) {
        Map<String, Integer> out = new HashMap<>();
        for (var account : accounts) {
            inspector.inbox(account).forEach(subject -> out.merge(subject, 1, Integer::sum));
        }
        return out;
    }

    private static void replicasOfMailboxSeeEachOthersChanges(List<Replica> replicas) throws IOException {
        try (var one = inbox(replicas.getFirst());
                var other = inbox(replicas.getLast())) {
            one.imap("STORE 1 +FLAGS (\\Flagged)");
            eventually(
                    PATIENCE,
                    "the flag at the other replica",
                    () -> String.join("\n", other.imap("NOOP")),
                    answer -> answer.contains("* 1 FETCH") && answer.contains("\\Flagged"));
        }
    }

    private static Line inbox(Replica replica) throws IOException {
        var line = Line.encrypted(replica.port("imap.tls-port"));
        line.hear();
        var login = line.imap("LOGIN u1 \"a long enough password\"");
        assertTrue(login.getLast().contains(" OK "), login.toString());
        line.imap("SELECT INBOX");
        return line;
    }

    /// Each replica may let through as much as the limit until it hears of the others.
    private static void limitsHoldOverAllReplicas(List<Replica> replicas) throws IOException {
        int served = 0;
        for (int i = 0; i < 2 * CONNECTIONS_AN_HOUR + 2; i++) {
            try (var line = stranger(replicas.get(i % replicas.size()))) {
                served += line.reply().startsWith("220") ? 1 : 0;
            }
        }
        assertTrue(served >= CONNECTIONS_AN_HOUR, "only " + served);
        assertTrue(served <= CONNECTIONS_AN_HOUR * replicas.size(), served + " connections were served");
        for (var replica : replicas) {
            eventually(
                    PATIENCE,
                    "the limit at " + replica.name(),
                    () -> greeting(replica),
                    greeting -> greeting.startsWith("421 4.7.0 Too many connections"));
        }
        System.out.println("ClusterProof: " + served + " connections of one client were served by both replicas");
    }

    private static String greeting(Replica replica) throws IOException {
        try (var line = stranger(replica)) {
            return line.reply();
        }
    }

    private static String mailFromBlocked(Line line) throws IOException {
        var reply = line.ask("MAIL FROM:<blocked@sender.test>");
        line.ask("RSET");
        return reply;
    }

    /// A client of another network, as the balancer tells of it.
    private static Line stranger(Replica replica) throws IOException {
        var line = Line.plain(replica.port("smtp.port"));
        line.say("PROXY TCP4 198.51.100.7 127.0.0.1 40000 2525");
        return line;
    }

    private static void blocksAreInForceEverywhere(List<Replica> replicas, Inspector inspector) throws IOException {
        var lines = new ArrayList<Line>();
        for (var replica : replicas) {
            var line = Line.plain(replica.port("smtp.port"));
            line.say("PROXY TCP4 127.0.0.1 127.0.0.1 40000 2525");
            line.reply();
            line.ask("EHLO proof.test");
            lines.add(line);
        }
        var begun = System.nanoTime();
        inspector.block("blocked@sender.test");
        for (var line : lines) {
            eventually(
                    PATIENCE,
                    "the block",
                    () -> mailFromBlocked(line),
                    reply -> reply.startsWith("554 5.7.1 Transaction failed: sender blocked"));
        }
        System.out.println("ClusterProof: a block was in force everywhere after "
                + (System.nanoTime() - begun) / 1_000_000 + " ms");
        for (var line : lines) {
            line.close();
        }
    }
}
