package org.posthorn.runtime.scan;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.scan.Opinion.Grade;
import org.posthorn.runtime.scan.Scanner.Mail;
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

    /// In the order in which they are asked.
    public List<Scanner> all() {
        return List.copyOf(all);
    }

    public ScanSettings settings() {
        return settings;
    }

    /// Whether anything is asked at all.
    public boolean areThere() {
        return !all.isEmpty();
    }

    /// What they say of a message while its client waits: those that do not answer in time say nothing.
    public List<Opinion> inSession(Mail mail) {
        long deadline = System.nanoTime() + settings.sessionDeadline().toNanos();
        var opinions = new ArrayList<Opinion>();
        for (var scanner : all) {
            try {
                opinions.add(ask(scanner, mail, left(deadline)));
            } catch (IOException _) {
                // it was told to the log
            }
        }
        return opinions;
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    /// The opinion of one of them.
    ///
    /// @throws IOException when it does not answer in time, or not in a way that can be understood
    public Opinion ask(Scanner scanner, Mail mail, Duration within) throws IOException {
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
        metrics.counter("posthorn_scans", "Answers of scanners.", "scanner", scanner.name(), "result", result)
                .increment();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
