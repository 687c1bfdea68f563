package org.posthorn.policy.scan;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.events.Origin;
import org.posthorn.policy.evidence.Pace;
import org.posthorn.runtime.scan.Opinion;
import org.posthorn.runtime.scan.Opinion.Grade;
import org.posthorn.runtime.scan.ScanSettings.Unscanned;
import org.posthorn.runtime.scan.Scanner;
import org.posthorn.runtime.scan.Scanner.Mail;
import org.posthorn.runtime.scan.Scanner.Octets;
import org.posthorn.runtime.scan.Scanners;

/// Asks the scanners about messages, within a pace. Safe for use by many threads.
public final class Scanning {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Scanners scanners;
    private final Pace pace;

    Scanning(Scanners scanners, Pace pace) {
        this.scanners = scanners;
        this.pace = pace;
    }

    /// Of messages that come. Scanners have half the time while messages are late: they are slower than name servers,
    /// and what one is asked twice because it had no time costs it twice.
    public static Scanning first(Scanners scanners, InstantSource clock) {
        var deadline = scanners.settings().deadline();
        return new Scanning(scanners, Pace.first(clock, deadline, deadline.dividedBy(2)));
    }

    /// Of messages that wait.
    public static Scanning second(Scanners scanners, InstantSource clock) {
        var settings = scanners.settings();
        return new Scanning(scanners, Pace.second(clock, settings.waitingDeadline(), settings.longestWait()));
    }

    /// How long the scanners may take for a message now.
    Duration within() {
        return pace.within();
    }

    /// What came of it.
    ///
    /// @param late it is to wait apart: a scanner did not answer
    public record Scanned(List<Opinion> opinions, boolean late) {
        static final Scanned NOT = new Scanned(List.of(), false);
        public static final Scanned LATE = new Scanned(List.of(), true);
    }

    /// The scanners' opinions of a message; none of what we write ourselves.
    ///
    /// @param since when it was first looked at
    public Scanned of(MessageAccepted message, long size, Octets octets, Instant since) {
        if (message.origin() instanceof Origin.Internal) {
            return Scanned.NOT;
        }
        var opinions = new ArrayList<Opinion>();
        long deadline = System.nanoTime() + pace.within().toNanos();
        for (var scanner : scanners.all()) {
            try {
                opinions.add(opinion(scanner, new Mail(message, size, octets), deadline));
            } catch (IOException e) {
                if (pace.mayWait(since)) {
                    pace.late();
                    return Scanned.LATE;
                }
                opinions.add(unscanned(scanner, e));
            }
        }
        return new Scanned(opinions, false);
    }

    private Opinion opinion(Scanner scanner, Mail mail, long deadline) throws IOException {
        while (true) {
            try {
                return scanners.ask(scanner, mail, left(deadline));
            } catch (IOException e) {
                if (!pace.triesAgain() || left(deadline).compareTo(BETWEEN_TRIES) < 0) {
                    throw e;
                }
                rest();
            }
        }
    }

    private static void rest() throws IOException {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Opinion unscanned(Scanner scanner, IOException why) {
        var grade = scanners.settings().unscanned() == Unscanned.HOLD ? Grade.DANGEROUS : Grade.CLEAN;
        var detail = "It could not be scanned by " + scanner.name() + ": " + why.getMessage() + ".";
        return Opinion.of(grade, new Evidence(scanner.name(), "temperror", detail, 0));
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }
}
