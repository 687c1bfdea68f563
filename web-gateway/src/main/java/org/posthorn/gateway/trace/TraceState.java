package org.posthorn.gateway.trace;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;

/// How a message stands, and each of its recipients: the first terminal outcome of a recipient wins, before it the
/// latest passing one.
///
/// @param word for people, such as `delivered` or `2 of 3 delivered, 1 deferred`
/// @param tone `good`, `warn`, `bad` or empty
/// @param open whether something is still to come
public record TraceState(String word, String tone, boolean open, List<Recipient> recipients) {
    /// @param reply the last reply of a remote server, or what was said of it
    /// @param at when it came to this; absent while nothing happened
    /// @param next when it is tried again
    public record Recipient(
            String address, String word, String tone, String reply, Optional<Instant> at, Optional<Instant> next) {}

    /// What stands in place of a subject.
    String untitled() {
        return word.equals("refused") ? "(refused before the content)" : "(no subject)";
    }

    static TraceState of(List<TraceStep> steps) {
        var outcomes = new LinkedHashMap<String, Outcome>();
        Optional<MessageJudged> judged = Optional.empty();
        for (var step : steps) {
            switch (TraceJson.event(step)) {
                case MessageRefused _ -> {
                    return new TraceState("refused", "bad", false, List.of());
                }
                case MessageJudged judgement -> judged = Optional.of(judgement);
                case Outcome outcome -> {
                    if (outcome.subject().purpose() == Purpose.INBOX) {
                        outcomes.merge(outcome.subject().recipient(), outcome, TraceState::later);
                    }
                }
                default -> {}
            }
        }
        return judged.map(judgement -> of(judgement, outcomes))
                .orElse(new TraceState("accepted, waits to be judged", "", true, List.of()));
    }

    private static Outcome later(Outcome before, Outcome after) {
        return before.terminal() && !after.terminal() ? before : after.terminal() && before.terminal() ? before : after;
    }

    private static TraceState of(MessageJudged judged, Map<String, Outcome> outcomes) {
        var recipients = new LinkedHashMap<String, Recipient>();
        for (var route : judged.routes()) {
            if (route.purpose() == Purpose.INBOX) {
                recipients.put(route.recipient(), waiting(route));
            }
        }
        outcomes.forEach((address, outcome) -> recipients.put(address, recipient(outcome)));
        long done = outcomes.values().stream().filter(Outcome::terminal).count();
        boolean open = done < recipients.size();
        return new TraceState(
                word(recipients.values()), tone(recipients.values()), open, List.copyOf(recipients.values()));
    }

    private static Recipient waiting(Route route) {
        return route instanceof Route.Unroutable unroutable
                ? new Recipient(
                        route.recipient(),
                        "no way there",
                        "bad",
                        unroutable.reason(),
                        Optional.empty(),
                        Optional.empty())
                : new Recipient(route.recipient(), "on its way", "", "", Optional.empty(), Optional.empty());
    }

    private static Recipient recipient(Outcome outcome) {
        var said = TraceEvents.attempt(outcome).map(Outcome.Attempt::reply).orElse("");
        return switch (outcome) {
            case Outcome.Delivered delivered ->
                recipient(
                        outcome,
                        "delivered",
                        "good",
                        delivered.folder().map(folder -> "filed in " + folder).orElse(said));
            case Outcome.Bounced _ -> recipient(outcome, "bounced", "bad", said);
            case Outcome.Expired _ -> recipient(outcome, "given up", "bad", said);
            case Outcome.Discarded discarded -> recipient(outcome, "discarded", "bad", discarded.reason());
            case Outcome.Deferred deferred ->
                new Recipient(
                        address(outcome),
                        "deferred",
                        "warn",
                        said,
                        Optional.of(outcome.at()),
                        Optional.of(deferred.nextAttempt()));
            case Outcome.Held held -> recipient(outcome, "held", "warn", held.reason());
            case Outcome.Quarantined kept -> recipient(outcome, "in quarantine", "warn", kept.reason());
            case Outcome.InDoubt _ -> recipient(outcome, "in doubt", "warn", said);
        };
    }

    private static Recipient recipient(Outcome outcome, String word, String tone, String said) {
        return new Recipient(address(outcome), word, tone, said, Optional.of(outcome.at()), Optional.empty());
    }

    private static String address(Outcome outcome) {
        return outcome.subject().recipient();
    }

    /// `1 of 3 delivered, 1 bounced, 1 deferred`: each word with its number, so that none speaks for another.
    private static String word(Collection<Recipient> recipients) {
        var counts = recipients.stream()
                .collect(Collectors.groupingBy(Recipient::word, LinkedHashMap::new, Collectors.counting()));
        if (counts.size() == 1) {
            return counts.firstEntry().getKey();
        }
        var delivered = Optional.ofNullable(counts.remove("delivered")).orElse(0L);
        return counts.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", ", delivered + " of " + recipients.size() + " delivered, ", ""));
    }

    private static String tone(Collection<Recipient> recipients) {
        for (var tone : List.of("bad", "warn", "")) {
            if (recipients.stream().anyMatch(each -> each.tone().equals(tone))) {
                return tone;
            }
        }
        return "good";
    }
}
