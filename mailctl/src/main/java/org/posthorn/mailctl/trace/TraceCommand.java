package org.posthorn.mailctl.trace;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.TraceApi.Told;
import org.posthorn.events.api.TraceApi.Traced;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.kafka.KafkaConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl trace`.
@Command(name = "trace", description = "Shows what happened to a message, in the order of time.")
public final class TraceCommand implements Callable<Integer> {
    private static final String TRACE = "/internal/v1/trace";
    private static final TypeReference<List<Traced>> TRACED = new TypeReference<>() {};

    private final Session session;

    @Parameters(paramLabel = "MESSAGE-ID", arity = "0..1", description = "Our id, or the Message-ID field.")
    private String name = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Where to begin to look: a time such as 2026-11-27T09:00:00Z, or 2h, 3d when searching.")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--find",
            paramLabel = "WORDS|FIELD=VALUE",
            description =
                    "Search in place of a message id: words, which may stand anywhere, or one of the fields id, from,"
                            + " to, subject, ip, reply, had, until, limit; may be given again to narrow it.")
    private List<String> find = List.of();

    TraceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!find.isEmpty()) {
            return search();
        }
        if (name.isEmpty()) {
            throw new Failure("Name a message id, or search with --find, such as --find to=bob@example.com.");
        }
        var kafka = session.installation().kafka();
        var timelines = ids(kafka).stream()
                .map(id -> Timeline.of(kafka, id))
                .filter(timeline -> !timeline.isEmpty())
                .toList();
        if (timelines.isEmpty()) {
            return kept();
        }
        timelines.forEach(timeline -> timeline.print(session.console()));
        return 0;
    }

    /// What the log holds no more, and refusals, which it has under no message: web-gateway's trace knows them.
    private int kept() {
        var gateway = session.installation().gateway();
        try {
            var stories = ourId()
                    .map(List::of)
                    .orElseGet(() -> gateway.get(TRACE + "?id=" + ServiceClient.escape(name), TRACED).stream()
                            .map(Traced::id)
                            .toList())
                    .stream()
                    .flatMap(id -> gateway.find(TRACE + "/" + id, Told.class).stream())
                    .toList();
            if (stories.isEmpty()) {
                throw new Failure("Neither the log nor the trace knows a message " + name + ".");
            }
            stories.forEach(this::print);
            return 0;
        } catch (ServiceError.Unavailable e) {
            throw new Failure(
                    "The log knows no message " + name + ", and the trace cannot be asked: " + e.getMessage());
        }
    }

    private void print(Told story) {
        var console = session.console();
        if (console.json()) {
            console.json(story);
            return;
        }
        console.line("Message " + story.id() + (story.subject().isEmpty() ? "" : "  \"" + story.subject() + "\""));
        for (var step : story.steps()) {
            console.line(Console.time(step.at()) + "  " + step.what() + " (" + step.by() + ")");
            step.facts().forEach(fact -> console.line(" ".repeat(22) + fact));
        }
        console.line("It is " + story.state() + ".");
    }

    /// Asks the trace of web-gateway; one id's story comes from the topics themselves.
    private int search() {
        var fields = Wanted.fields(find);
        since.ifPresent(time -> fields.put("since", time));
        var query = fields.entrySet().stream()
                .map(field -> ServiceClient.escape(field.getKey()) + "=" + ServiceClient.escape(field.getValue()))
                .collect(Collectors.joining("&"));
        var found = session.installation().gateway().get(TRACE + "?" + query, TRACED);
        session.console()
                .table(
                        found,
                        "No message matches.",
                        Column.of("ID", row -> row.id().value()),
                        Column.of("AT", row -> Console.time(row.at())),
                        Column.of("FROM", Traced::sender),
                        Column.of("TO", row -> String.join(" ", row.recipients())),
                        Column.of("SUBJECT", Traced::subject),
                        Column.of("STATE", Traced::state));
        return 0;
    }

    private static Instant instant(String time) {
        try {
            return Instant.parse(time);
        } catch (DateTimeParseException e) {
            throw new Failure("\"" + time + "\" is no time such as 2026-11-27T09:00:00Z.");
        }
    }

    private List<MessageId> ids(KafkaConnection kafka) {
        return ourId().map(List::of)
                .orElseGet(() -> Timeline.named(
                        kafka, name, since.map(TraceCommand::instant).orElse(Instant.EPOCH)));
    }

    private Optional<MessageId> ourId() {
        try {
            return Optional.of(MessageId.of(name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
