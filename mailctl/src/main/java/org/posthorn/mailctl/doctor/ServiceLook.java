package org.posthorn.mailctl.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.posthorn.events.api.DoctorApi.Finding;
import org.posthorn.events.api.DoctorApi.Severity;
import org.posthorn.mailctl.doctor.Measurements.Line;

/// What the measurements of a service say, by the limits of the alarms.
final class ServiceLook {
    private static final double LONGEST_LAG_SECONDS = 300;
    private static final double LONGEST_AGE_SECONDS = 60;
    private static final double LONGEST_BOOKS_SECONDS = 3_600;

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "parked",
                    Severity.ERROR,
                    "posthorn_parked_records",
                    value -> value > 0,
                    line -> whole(line) + " records of " + line.label("topic") + " were set aside.",
                    "mailctl parked list, then retry or drop"),
            new Rule(
                    "reader-waits",
                    Severity.ERROR,
                    "posthorn_loop_paused",
                    value -> value > 0,
                    line -> "The reader " + line.label("loop") + " waits for its environment.",
                    "mailctl status names the reason; the log has loop-paused"),
            new Rule(
                    "reader-late",
                    Severity.WARNING,
                    "posthorn_loop_lag_seconds",
                    value -> value > LONGEST_LAG_SECONDS,
                    line -> "The reader " + line.label("loop") + " is " + whole(line) + " seconds behind.",
                    "mailctl topics lag; add replicas, or see what holds it up"),
            new Rule(
                    "view-not-loaded",
                    Severity.ERROR,
                    "posthorn_view_loaded",
                    value -> value < 1,
                    line -> "The view of " + line.label("topic") + " is not loaded; mail gets 451 4.3.2.",
                    "Start mailbox-service and policy-service, which publish it."),
            new Rule(
                    "view-old",
                    Severity.WARNING,
                    "posthorn_view_age_seconds",
                    value -> value > LONGEST_AGE_SECONDS,
                    line -> "The view of " + line.label("topic") + " has not heard from Kafka for " + whole(line)
                            + " seconds.",
                    "mailctl status; is Kafka reached?"),
            new Rule(
                    "outbox-old",
                    Severity.WARNING,
                    "posthorn_outbox_age_seconds",
                    value -> value > LONGEST_AGE_SECONDS,
                    line -> "Events wait for " + whole(line) + " seconds to be published.",
                    "mailctl status; is Kafka reached?"),
            new Rule(
                    "books-missing",
                    Severity.ERROR,
                    "posthorn_ledger_missing",
                    value -> value > 0,
                    line -> "The books miss " + whole(line) + " lines.",
                    "mailctl ledger verify, then with --repair"),
            new Rule(
                    "books-old",
                    Severity.WARNING,
                    "posthorn_ledger_age_seconds",
                    value -> value > LONGEST_BOOKS_SECONDS,
                    line -> "The books were closed " + whole(line) + " seconds ago.",
                    "The log says books-wait and why; mailctl ledger close"));

    private ServiceLook() {}

    /// A limit of one measurement.
    private record Rule(
            String check,
            Severity severity,
            String metric,
            DoublePredicate crossed,
            Function<Line, String> seen,
            String mend) {}

    private static String whole(Line line) {
        return Long.toString(Math.round(line.value()));
    }

    static List<Finding> findings(String service, Measurements measured) {
        var found = new ArrayList<Finding>();
        for (var rule : RULES) {
            measured.named(rule.metric()).stream()
                    .filter(line -> rule.crossed().test(line.value()))
                    .forEach(line -> found.add(new Finding(
                            rule.check(),
                            rule.severity(),
                            service + ": " + rule.seen().apply(line),
                            rule.mend())));
        }
        disks(service, measured, found);
        limits(service, measured, found);
        return found;
    }

    private static void disks(String service, Measurements measured, List<Finding> found) {
        for (var free : measured.named("posthorn_disk_free_bytes")) {
            var directory = free.label("directory");
            measured.named("posthorn_disk_least_bytes").stream()
                    .filter(least -> least.label("directory").equals(directory) && free.value() < 2 * least.value())
                    .forEach(least -> found.add(new Finding(
                            "disk",
                            free.value() < least.value() ? Severity.ERROR : Severity.WARNING,
                            service + ": the disk of " + directory + " has " + Math.round(free.value() / (1 << 20))
                                    + " MiB left; below " + Math.round(least.value() / (1 << 20))
                                    + " MiB mail is refused.",
                            "Make room; see docs/operations.md, disk full")));
        }
    }

    /// A server with many sessions needs a file descriptor for each.
    private static void limits(String service, Measurements measured, List<Finding> found) {
        measured.named("process_files_max_files").stream()
                .filter(most -> most.value() < 8_192)
                .forEach(most -> found.add(new Finding(
                        "open-files",
                        Severity.WARNING,
                        service + ": the process may open " + whole(most) + " files only.",
                        "LimitNOFILE=65536 (systemd), or ulimit -n 65536")));
        for (var most : measured.named("process_files_max_files")) {
            measured.named("process_files_open_files").stream()
                    .filter(open -> open.value() > 0.8 * most.value())
                    .forEach(open -> found.add(new Finding(
                            "files-used-up",
                            Severity.ERROR,
                            service + ": " + whole(open) + " of " + whole(most) + " files are open.",
                            "Raise the limit, and look who connects: mailctl limits show")));
        }
    }
}
