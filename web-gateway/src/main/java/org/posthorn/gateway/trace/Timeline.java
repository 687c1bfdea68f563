package org.posthorn.gateway.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.gateway.mail.Amount;
import org.posthorn.gateway.mail.When;

/// What happened to a message, step by step, in words.
///
/// @param took from the first step to the last; empty where there is one alone
public record Timeline(List<Line> lines, String took) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ENGLISH);

    /// One step.
    ///
    /// @param time of day
    /// @param day of the step, where it is another than that of the step before
    /// @param after how long after the step before
    /// @param by which service
    /// @param tone `good`, `warn`, `bad` or empty
    /// @param facts the evidence, the rule, the charge, the whole reply
    public record Line(
            String time, String day, String after, String by, String title, String tone, List<String> facts) {}

    static Timeline of(List<TraceStep> steps, ZoneId zone) {
        var lines = new ArrayList<Line>();
        Optional<Instant> before = Optional.empty();
        for (var step : steps) {
            var words = words(step, zone);
            var at = step.at().atZone(zone);
            var day = at.toLocalDate();
            boolean sameDay = before.map(
                            earlier -> earlier.atZone(zone).toLocalDate().equals(day))
                    .orElse(false);
            lines.add(new Line(
                    TIME.format(at),
                    sameDay ? "" : day.toString(),
                    before.map(earlier -> "+" + span(Duration.between(earlier, step.at())))
                            .orElse(""),
                    step.event().substring(0, Math.max(0, step.event().indexOf('/'))),
                    words.title(),
                    words.tone(),
                    words.facts()));
            before = Optional.of(step.at());
        }
        var took = steps.size() < 2
                ? ""
                : span(Duration.between(steps.getFirst().at(), steps.getLast().at()));
        return new Timeline(lines, took);
    }

    /// A duration in its largest unit that says enough.
    static String span(Duration span) {
        long millis = Math.max(0, span.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ENGLISH, "%.1f s", millis / 1_000.0);
        }
        long minutes = millis / 60_000;
        return minutes < 60 ? minutes + " min" : minutes < 2_880 ? minutes / 60 + " h" : minutes / 1_440 + " d";
    }

    private record Words(String title, String tone, List<String> facts) {}

    private static Words words(TraceStep step, ZoneId zone) {
        return switch (TraceJson.event(step)) {
            case MessageAccepted accepted -> accepted(accepted);
            case MessageRefused refused -> refused(refused);
            case MessageJudged judged -> judged(judged);
            case Outcome outcome -> outcome(outcome, zone);
            default -> throw new IllegalStateException("no step: " + step.kind());
        };
    }

    private static Words accepted(MessageAccepted accepted) {
        var envelope = accepted.envelope();
        var facts = new ArrayList<String>();
        accepted.client()
                .ifPresent(client -> facts.add("from " + client.ip() + " (" + client.helo() + "), "
                        + client.tlsProtocol()
                                .map(tls -> "encrypted with " + tls)
                                .orElse("not encrypted")));
        facts.add("sender " + path(envelope.reversePath()) + ", " + Amount.of(accepted.size()));
        for (var recipient : envelope.recipients()) {
            facts.add("to " + recipient.address()
                    + (recipient.notifyOn().isEmpty() ? "" : ", NOTIFY=" + String.join(",", recipient.notifyOn())));
        }
        var title = switch (accepted.origin()) {
            case Origin.Mx _ -> "Accepted from another server";
            case Origin.Submission _ -> "Accepted from a mail client that had logged in";
            case Origin.Web _ -> "Written in web mail";
            case Origin.Internal internal ->
                "Written by " + internal.service()
                        + internal.about().map(about -> " about " + about).orElse("");
        };
        return new Words(title, "good", facts);
    }

    private static Words refused(MessageRefused refused) {
        var facts = new ArrayList<String>();
        facts.add(refused.reply());
        facts.add("at " + refused.at() + " on the listener " + refused.listener() + ", from "
                + refused.client().ip() + " (" + refused.client().helo() + ")");
        refused.rule().ifPresent(rule -> facts.add("by the rule " + rule));
        refused.reversePath().ifPresent(path -> facts.add("sender " + path(path)));
        refused.forwardPath().ifPresent(path -> facts.add("to " + path));
        return new Words("Refused in the session", "bad", facts);
    }

    private static Words judged(MessageJudged judged) {
        var facts = new ArrayList<String>();
        for (var evidence : judged.evidence()) {
            facts.add(evidence.method() + " " + evidence.result() + ": " + evidence.detail() + " ("
                    + evidence.micros() / 1_000 + " ms)");
        }
        judged.charge().ifPresent(charge -> facts.add("costs " + charge.credits() + " credits"));
        if (!judged.signedBy().isEmpty()) {
            facts.add("signed by " + String.join(", ", judged.signedBy()));
        }
        for (var route : judged.routes()) {
            facts.add(route(route));
        }
        var verdict = judged.verdict().kind();
        return new Words(
                "Verdict: " + verdict + ". " + judged.verdict().reason(),
                verdict.equals("deliver") ? "good" : "warn",
                facts);
    }

    private static String route(Route route) {
        var through = route.accepted().equals(route.recipient()) ? "" : " (for " + route.accepted() + ")";
        return switch (route) {
            case Route.Local local ->
                local.purpose() == Purpose.SENT
                        ? "a copy into Sent of " + local.recipient()
                        : "into the mailbox of " + local.recipient() + through;
            case Route.Remote remote ->
                "to the servers of " + remote.nextHopDomain() + " for " + remote.recipient() + through;
            case Route.Unroutable unroutable -> unroutable.recipient() + ": " + unroutable.reason();
        };
    }

    private static Words outcome(Outcome outcome, ZoneId zone) {
        var who = outcome.subject().recipient();
        var facts = new ArrayList<String>();
        TraceEvents.attempt(outcome)
                .ifPresent(attempt -> facts.add(attempt.host()
                                .map(host -> (attempt.saidByHost() ? "" : "at ") + host
                                        + attempt.ip()
                                                .map(ip -> " [" + ip + "]")
                                                .orElse("") + ": ")
                                .orElse("")
                        + attempt.reply()));
        return switch (outcome) {
            case Outcome.Delivered delivered ->
                new Words(
                        delivered
                                .folder()
                                .map(folder -> "Filed in " + folder + " of " + who)
                                .orElse("Delivered to " + who),
                        "good",
                        facts);
            case Outcome.Bounced bounced -> {
                bounced.bounceClass().ifPresent(kind -> facts.add("kind of failure: " + kind));
                bounced.notified().ifPresent(id -> facts.add("the sender was told by " + id));
                yield new Words("Failed for good: " + who, "bad", facts);
            }
            case Outcome.Expired expired -> {
                expired.notified().ifPresent(id -> facts.add("the sender was told by " + id));
                yield new Words("Given up: " + who, "bad", facts);
            }
            case Outcome.Discarded discarded -> {
                facts.add(discarded.reason() + " (by " + discarded.by() + ")");
                yield new Words("Discarded: " + who, "bad", facts);
            }
            case Outcome.Deferred deferred -> {
                facts.add(
                        "attempt " + deferred.attempts() + ", the next at " + When.full(deferred.nextAttempt(), zone));
                yield new Words("Not yet: " + who, "warn", facts);
            }
            case Outcome.Held held -> {
                facts.add(held.reason() + " (by " + held.by() + ")");
                yield new Words("Held: " + who, "warn", facts);
            }
            case Outcome.Quarantined kept -> {
                facts.add(kept.reason());
                facts.add("kept until " + When.full(kept.keptUntil(), zone));
                yield new Words("In quarantine: " + who, "warn", facts);
            }
            case Outcome.InDoubt doubt -> {
                facts.add(doubt.decision());
                yield new Words("May have arrived: " + who, "warn", facts);
            }
        };
    }

    private static String path(String reversePath) {
        return reversePath.isEmpty() ? "<> (a notification)" : reversePath;
    }
}
