package org.posthorn.mailctl.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.events.MessageId;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.kafka.KafkaConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl trace`.
@Command(name = "trace", description = "Shows what happened to a message, in the order of time.")
public final class TraceCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "MESSAGE-ID", description = "Our id, or the Message-ID field.")
    private String name = "";

    @Option(names = "--since", paramLabel = "TIME", description = "Where to begin to look for a Message-ID field.")
    private Optional<Instant> since = Optional.empty();

    TraceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
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

    private List<MessageId> ids(KafkaConnection kafka) {
        try {
            return List.of(MessageId.of(name));
        } catch (IllegalArgumentException _) {
            return Timeline.named(kafka, name, since.orElse(Instant.EPOCH));
        }
    }
}
