package org.posthorn.mailctl.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `mailctl bench`.
@Command(name = "bench", description = "Measures the installation.")
public final class BenchCommands {
    private final Session session;

    BenchCommands(Session session) {
        this.session = session;
    }

    @Command(name = "ingest", description = "Sends many messages and measures accepting, filing and CPU.")
    int ingest(
            @Option(names = "--messages", defaultValue = "5000", description = "How many (${DEFAULT-VALUE}).")
                    int messages,
            @Option(names = "--sessions", defaultValue = "20", description = "Kept sessions (${DEFAULT-VALUE}).")
                    int sessions,
            @Option(names = "--size", defaultValue = "4096", description = "Octets of a message (${DEFAULT-VALUE}).")
                    int size,
            @Option(names = "--to", split = ",", required = true, description = "Recipients, in turn.")
                    List<String> recipients,
            @Option(names = "--server", paramLabel = "HOST:PORT", description = "Another server than the one found.")
                    Optional<String> server) {
        if (messages < 1 || sessions < 1 || size < 1) {
            throw new Failure("Messages, sessions and size are at least 1.");
        }
        var target = Server.mx(session.installation(), server);
        var plan = new IngestBench.Plan(target, messages, sessions, size, recipients);
        var measured = new IngestBench(session, plan).run();
        session.console().result(measured, measured.words());
        return measured.delivered() == messages ? 0 : 1;
    }
}
