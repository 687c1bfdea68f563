package org.posthorn.allinone.prove;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A run in Markdown, which a terminal shows as well.
///
/// @param skipped what could not be broken here, a sentence each
record Report(Plan plan, Instant begun, List<String> skipped, Numbers numbers, Verdict verdict) {
    /// @param restarts  how often programs were started again
    /// @param settling  from the end of the load until all had ended
    record Numbers(int answered, int unanswered, int waiting, int furtherCopies, int restarts, Duration settling) {
        static Numbers of(Facts facts, int restarts, Duration settling) {
            long answered = facts.tries().stream().filter(Try::answered).count();
            return new Numbers(
                    (int) answered,
                    (int) (facts.tries().size() - answered),
                    facts.waiting().size(),
                    Verdict.furtherCopies(facts.sinks()),
                    restarts,
                    settling);
        }
    }

    /// All of it.
    String text() {
        var lines = new ArrayList<String>();
        lines.add("# Posthorn under faults");
        lines.add("");
        lines.add("Seed %d, %s of load from %s."
                .formatted(plan.seed(), time(plan.length()), begun.truncatedTo(ChronoUnit.SECONDS)));
        lines.add(
                "%d messages answered 250, %d tries without an answer; %d restarts of programs; all had ended %s after"
                                .formatted(
                                        numbers.answered(),
                                        numbers.unanswered(),
                                        numbers.restarts(),
                                        time(numbers.settling()))
                        + " the load, but for " + numbers.waiting() + " that wait in the queue; "
                        + numbers.furtherCopies() + " further copies at remote servers, in doubt before.");
        skipped.forEach(lines::add);
        lines.add("");
        lines.addAll(promises());
        lines.add("");
        lines.addAll(faults());
        return String.join("\n", lines) + "\n";
    }

    /// The promises alone.
    List<String> promises() {
        var lines = new ArrayList<String>();
        lines.add("| promise | looked at | kept |");
        lines.add("| --- | ---: | --- |");
        for (var promise : verdict.promises()) {
            var kept = promise.kept() ? "yes" : "**no**: " + promise.broken().size();
            lines.add("| %s | %d | %s |".formatted(promise.words(), promise.looked(), kept));
        }
        for (var promise : verdict.promises()) {
            if (!promise.kept()) {
                lines.add("");
                lines.add(promise.words() + " - broken:");
                lines.add("");
                promise.examples().forEach(example -> lines.add("- " + example));
            }
        }
        return lines;
    }

    private List<String> faults() {
        var lines = new ArrayList<String>();
        lines.add("| at | fault | for |");
        lines.add("| ---: | --- | ---: |");
        for (var step : plan.steps()) {
            var lasting = step.fault().lasting();
            lines.add("| %s | %s | %s |"
                    .formatted(time(step.at()), step.fault().words(), lasting.isZero() ? "" : time(lasting)));
        }
        return lines;
    }

    static String time(Duration duration) {
        return String.format(
                Locale.ROOT,
                "%d:%04.1f",
                duration.toMinutes(),
                duration.toSecondsPart() + duration.toMillisPart() / 1e3);
    }
}
