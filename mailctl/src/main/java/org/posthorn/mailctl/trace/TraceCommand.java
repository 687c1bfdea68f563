package org.posthorn.mailctl.trace;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.TraceApi.Traced;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.kafka.KafkaConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl trace`.
@Command(name = "trace", description = "Shows what happened to a message, in the order of time.")
public final class TraceCommand implements Callable<Integer> {
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
                    "Search in place of a message id: words, which may stand anywhere, or one of the fields from, to,"
                            + " subject, ip, reply, had, until, limit; may be given again to narrow it.")
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
            throw new Failure("The log knows no message " + name + ".");
        }
        timelines.forEach(timeline -> timeline.print(session.console()));
        return 0;
    }

    /// Asks the trace of web-gateway; one id's story comes from the topics themselves.
    private int search() {
        var fields = Wanted.fields(find);
        since.ifPresent(time -> fields.put("since", time));
        var query = fields.entrySet().stream()
                .map(field -> ServiceClient.escape(field.getKey()) + "=" + ServiceClient.escape(field.getValue()))
                .collect(Collectors.joining("&"));
        List<Traced> found = session.installation()
                .gateway()
                .get("/internal/v1/trace?" + query, new TypeReference<List<Traced>>() {});
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
        try {
            return List.of(MessageId.of(name));
        } catch (IllegalArgumentException _) {
            return Timeline.named(kafka, name, since.map(TraceCommand::instant).orElse(Instant.EPOCH));
        }
    }
}
