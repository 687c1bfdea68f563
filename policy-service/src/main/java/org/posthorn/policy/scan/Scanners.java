package org.posthorn.policy.scan;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.policy.evidence.Pace;
import org.posthorn.policy.scan.Opinion.Grade;
import org.posthorn.policy.scan.Scanner.Mail;
import org.posthorn.runtime.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The scanners that are set, how they are and what they found. Safe for use by many threads.
public final class Scanners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scanners.class);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ScanSettings settings;
    private final Metrics metrics;
    private final List<Scanner> all = new ArrayList<>();
    /// Those that do not answer.
    private final Set<String> away = ConcurrentHashMap.newKeySet();

    public Scanners(ScanSettings settings, Metrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        settings.rspamd().ifPresent(address -> all.add(new Rspamd(http, address, settings.rspamdPassword())));
        settings.clamav().ifPresent(address -> all.add(new Clamd(address)));
    }

    List<Scanner> all() {
        return all;
    }

    /// How long they may take for a message that comes: half as long while messages are late. A scanner is slower
    /// than a name server, and what it is asked twice because it had no time costs it twice.
    public Pace first(InstantSource clock) {
        return Pace.first(clock, settings.deadline(), settings.deadline().dividedBy(2));
    }

    /// How long they may take for a message that waits.
    public Pace second(InstantSource clock) {
        return Pace.second(clock, settings.waitingDeadline(), settings.longestWait());
    }

    /// Whether anything is asked at all.
    public boolean areThere() {
        return !all.isEmpty();
    }

    boolean holdsUnscanned() {
        return settings.unscanned() == ScanSettings.Unscanned.HOLD;
    }

    Opinion ask(Scanner scanner, Mail mail, Duration within) throws IOException {
        if (mail.size() > settings.largest().bytes()) {
            count(scanner, "too-large");
            var detail = "It is larger than what is scanned (scan.largest).";
            return Opinion.of(Grade.CLEAN, new Evidence(scanner.name(), "none", detail, 0));
        }
        long start = System.nanoTime();
        try {
            var opinion = scanner.ask(mail, within);
            if (away.remove(scanner.name())) {
                LOG.info("scanner-back scanner={}", scanner.name());
            }
            count(scanner, opinion.grade().name().toLowerCase(Locale.ROOT));
            return opinion.took((System.nanoTime() - start) / 1_000);
        } catch (IOException e) {
            if (away.add(scanner.name())) {
                LOG.warn("scanner-away scanner={} reason={}", scanner.name(), e.getMessage());
            }
            count(scanner, "away");
            throw e;
        }
    }

    private void count(Scanner scanner, String result) {
        metrics.counter("posthorn_policy_scans", "Answers of scanners.", "scanner", scanner.name(), "result", result)
                .increment();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
