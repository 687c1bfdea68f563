package org.posthorn.mailctl.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Route;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;

/// Everything that the topics say of one message.
public final class Timeline {
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final MessageId id;
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> routed = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private Optional<String> subject = Optional.empty();

    private Timeline(MessageId id) {
        this.id = id;
    }

    /// Our ids of the messages with this Message-ID field.
    public static List<MessageId> named(KafkaConnection connection, String headerMessageId, Instant since) {
        var wanted = headerMessageId.startsWith("<") ? headerMessageId : "<" + headerMessageId + ">";
        var found = new ArrayList<MessageId>();
        try (var reader = new LogReader(connection, List.of(Topics.MAIL_JUDGED.name()))) {
            reader.from(since);
            reader.readTo(reader.ends(), record -> {
                try {
                    var judged =
                            LogReader.event(Topics.MAIL_JUDGED, record).event().data();
                    if (judged.headerMessageId().equals(Optional.of(wanted)) && !found.contains(judged.messageId())) {
                        found.add(judged.messageId());
                    }
                } catch (UnreadableRecord _) {
                    // not one that we know
                }
            });
        }
        return found;
    }

    /// Reads the topics from the time in the id on.
    public static Timeline of(KafkaConnection connection, MessageId id) {
        var timeline = new Timeline(id);
        var topics = List.of(Topics.MAIL_ACCEPTED.name(), Topics.MAIL_JUDGED.name(), Topics.DELIVERY_OUTCOME.name());
        try (var reader = new LogReader(connection, topics)) {
            reader.from(id.time().minus(CLOCKS_DIFFER));
            reader.readTo(reader.ends(), record -> {
                if (LogReader.key(record).equals(id.value())) {
                    timeline.enter(record);
                }
            });
        }
        timeline.steps.sort(Comparator.comparing(Step::at).thenComparingInt(Timeline::rank));
        return timeline;
    }

    /// Within one instant a message is accepted, then judged, then comes to its ends.
    private static int rank(Step step) {
        return switch (step.what()) {
            case "accepted" -> 0;
            case "judged" -> 1;
            default -> 2;
        };
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(Topics.MAIL_ACCEPTED.name())) {
                accepted(LogReader.event(Topics.MAIL_ACCEPTED, record).event().data());
            } else if (record.topic().equals(Topics.MAIL_JUDGED.name())) {
                judged(LogReader.event(Topics.MAIL_JUDGED, record).event().data());
            } else {
                outcome(LogReader.event(Topics.DELIVERY_OUTCOME, record).event().data());
            }
        } catch (UnreadableRecord e) {
            steps.add(new Step(
                    Instant.ofEpochMilli(record.timestamp()), "unreadable", String.valueOf(e.getMessage()), List.of()));
        }
    }

    private void accepted(MessageAccepted message) {
        var sender = message.envelope().reversePath();
        var client = message.client()
                .map(c -> " from " + c.helo() + " [" + c.ip() + "]"
                        + c.tlsProtocol().map(tls -> ", " + tls).orElse(""))
                .orElse("");
        steps.add(new Step(
                message.acceptedAt(),
                "accepted",
                "by " + origin(message) + client + ", " + Console.size(message.size()) + ", sender "
                        + (sender.isEmpty() ? "<>" : sender),
                message.envelope().recipients().stream()
                        .map(r -> "for " + r.address())
                        .toList()));
    }

    private static String origin(MessageAccepted message) {
        return switch (message.origin()) {
            case Origin.Mx _ -> "the MX listener";
            case Origin.Submission submission -> "submission of account " + submission.account();
            case Origin.Web web -> "web mail of account " + web.account();
            case Origin.Internal internal -> internal.service();
        };
    }

    private void judged(MessageJudged judged) {
        subject = judged.subject().or(() -> subject);
        var lines = new ArrayList<String>();
        judged.signedBy().forEach(name -> lines.add("signed by " + name));
        for (var route : judged.routes()) {
            routed.add(route.recipient() + "/" + route.purpose());
            lines.add(route(route));
        }
        var verdict = judged.verdict();
        steps.add(new Step(judged.judgedAt(), "judged", verdict.kind() + ": " + verdict.reason(), List.copyOf(lines)));
    }

    private static String route(Route route) {
        var through = route.accepted().equals(route.recipient()) ? "" : " (accepted as " + route.accepted() + ")";
        return switch (route) {
            case Route.Local local ->
                "to " + local.recipient() + ", account " + local.account() + through
                        + switch (local.purpose()) {
                            case INBOX -> "";
                            case SENT -> ", the sender's copy";
                        };
            case Route.Remote remote -> "to " + remote.recipient() + " by way of " + remote.nextHopDomain() + through;
            case Route.Unroutable gone -> "not to " + gone.recipient() + through + ": " + gone.reason();
        };
    }

    private void outcome(Outcome outcome) {
        var recipient = outcome.subject().recipient();
        if (outcome.terminal()) {
            ended.add(recipient + "/" + outcome.subject().purpose());
        }
        var what = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        steps.add(new Step(outcome.at(), what, recipient + detail(outcome), List.of()));
    }

    private static String told(Optional<MessageId> notification) {
        return notification.map(id -> "; the sender was told by " + id).orElse("");
    }

    private static String detail(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered ->
                delivered.folder().map(folder -> " in " + folder).orElse("")
                        + delivered.attempt().map(Timeline::attempt).orElse("");
            case Outcome.Bounced bounced -> attempt(bounced.attempt()) + told(bounced.notified());
            case Outcome.Expired expired -> attempt(expired.attempt()) + told(expired.notified());
            case Outcome.Discarded discarded -> ": " + discarded.reason() + " (" + discarded.by() + ")";
            case Outcome.Deferred deferred ->
                attempt(deferred.attempt()) + "; attempt " + deferred.attempts() + ", next "
                        + Console.time(deferred.nextAttempt());
            case Outcome.Held held -> ": " + held.reason() + " (" + held.by() + ")";
            case Outcome.Quarantined quarantined ->
                ": " + quarantined.reason() + " (kept until " + Console.time(quarantined.keptUntil()) + ")";
            case Outcome.InDoubt doubt -> attempt(doubt.attempt()) + "; " + doubt.decision();
        };
    }

    private static String attempt(Outcome.Attempt attempt) {
        // the reply may be in our words: the host is where it was tried, not who speaks
        return attempt.host().map(host -> " at " + host).orElse("") + ": " + attempt.reply();
    }

    public MessageId id() {
        return id;
    }

    public Optional<String> subject() {
        return subject;
    }

    /// In the order of time.
    List<Step> steps() {
        return steps;
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /// Whether it was judged and each route ended.
    public boolean finished() {
        return !routed.isEmpty() && ended.containsAll(routed);
    }

    /// Prints it.
    public void print(Console console) {
        if (console.json()) {
            console.json(new Printed(id, subject, finished(), steps));
            return;
        }
        console.line("Message " + id + subject.map(text -> "  \"" + text + "\"").orElse(""));
        for (var step : steps) {
            console.line(Console.time(step.at()) + "  " + (step.what() + "          ").substring(0, 11) + " "
                    + step.detail());
            step.further().forEach(line -> console.line(" ".repeat(34) + line));
        }
    }

    private record Printed(MessageId id, Optional<String> subject, boolean finished, List<Step> steps) {}
}
