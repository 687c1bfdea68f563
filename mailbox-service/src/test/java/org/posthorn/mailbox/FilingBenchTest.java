package org.posthorn.mailbox;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.MessageId;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Measures local delivery by itself; run with `-Dbench=<messages>`. Nothing is asserted.
@WithBacking
@EnabledIfSystemProperty(named = "bench", matches = "\\d+")
class FilingBenchTest {
    private static final int BATCH = 500;
    private static final int ACCOUNTS = 50;

    @TempDir
    static Path directory;

    @Test
    void localDeliveryByItself(TestDatabase database, TestKafka kafka) {
        try (var mailbox = new RunningMailbox(database, kafka, directory)) {
            var accounts = new ArrayList<Long>();
            for (int i = 0; i < ACCOUNTS; i++) {
                accounts.add(mailbox.account("u" + i));
            }
            int messages = Integer.getInteger("bench", 10_000);
            run(mailbox, accounts, messages / 4);
            for (int round = 0; round < 3; round++) {
                run(mailbox, accounts, messages);
            }
        }
    }

    private static void run(RunningMailbox mailbox, List<Long> accounts, int messages) {
        var os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var random = new Random(1);
        long wall = 0;
        long cpu = 0;
        long children = childrenCpu();
        for (int done = 0; done < messages; done += BATCH) {
            var batch = new Delivery[BATCH];
            for (int i = 0; i < BATCH; i++) {
                batch[i] = message(accounts.get(random.nextInt(accounts.size())), random);
            }
            long cpuBefore = os.getProcessCpuTime();
            var before = Instant.now();
            mailbox.file(batch);
            wall += Duration.between(before, Instant.now()).toNanos();
            cpu += os.getProcessCpuTime() - cpuBefore;
        }
        System.out.printf(
                "filed %d: %.0f/s, CPU a message: %.3f ms here, %.3f ms in PostgreSQL%n",
                messages, messages / (wall / 1e9), cpu / 1e6 / messages, (childrenCpu() - children) / 1e6 / messages);
    }

    /// PostgreSQL runs as a child.
    private static long childrenCpu() {
        return ProcessHandle.current()
                .descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToLong(Duration::toNanos)
                .sum();
    }

    private static Delivery message(long account, Random random) {
        var text = new StringBuilder();
        while (text.length() < 3_500) {
            text.append(Long.toString(random.nextLong(), 36)).append(text.length() % 70 < 13 ? "\n" : " ");
        }
        var id = MessageId.next(Instant.now());
        return Delivery.of(id, account, """
                Received: from client.example (client.example [192.0.2.7]) by mx.example with ESMTP id 123;
                 Sat, 21 Nov 2026 10:06:07 +0000
                From: "Sender %d" <sender%d@example.com>
                To: someone@localhost
                Subject: A message about %s
                Message-ID: <%s@example.com>
                Date: Sat, 21 Nov 2026 10:06:07 +0000
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                %s
                """.formatted(
                random.nextInt(100), random.nextInt(100), text.substring(0, 20).replace('\n', ' '), id.value(), text));
    }
}
