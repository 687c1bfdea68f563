package org.posthorn.mailctl.quarantine;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QuarantineApi.Changed;
import org.posthorn.events.api.QuarantineApi.Detail;
import org.posthorn.events.api.QuarantineApi.Held;
import org.posthorn.events.api.QuarantineApi.Order;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl quarantine`.
@Command(name = "quarantine", description = "Messages that are kept apart, and why.")
public final class QuarantineCommands {
    private static final String QUARANTINE = "/internal/v1/quarantine";
    private static final int PAGE = 200;
    private static final TypeReference<Page<Held>> HELD = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    QuarantineCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "list", description = "Lists what is held, the newest first.")
    int list(
            @Option(
                            names = "--query",
                            defaultValue = "",
                            description = "With this in sender, subject, recipient or reason.")
                    String query,
            @Option(names = "--limit", defaultValue = "100", description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        var rows = new ArrayList<Held>();
        Optional<String> cursor = Optional.empty();
        do {
            var path = QUARANTINE + "?query=" + escape(query) + "&limit=" + Math.min(limit - rows.size(), PAGE)
                    + cursor.map(text -> "&cursor=" + escape(text)).orElse("");
            var page = client().get(path, HELD);
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && rows.size() < limit);
        console.table(
                rows,
                "Nothing is held.",
                Column.of("MESSAGE", row -> row.message().value()),
                Column.of("HELD AT", row -> Console.time(row.heldAt())),
                Column.of("FROM", row -> row.from().orElse("<" + row.reversePath() + ">")),
                Column.of("TO", row -> String.join(", ", row.recipients())),
                Column.of("SUBJECT", row -> row.subject().orElse("")),
                Column.of("REASON", Held::reason));
        return 0;
    }

    @Command(
            name = "show",
            description = "Shows a held message: its header section, the beginning of its text, what was done.")
    int show(@Parameters(paramLabel = "MESSAGE-ID") String message) {
        var detail = client().get(QUARANTINE + "/" + escape(message), Detail.class);
        if (console.json()) {
            console.json(detail);
            return 0;
        }
        var held = detail.held();
        console.line("Message:    " + held.message());
        console.line("Sender:     " + (held.reversePath().isEmpty() ? "<>" : held.reversePath()));
        console.line("Recipients: " + String.join(", ", held.recipients()));
        console.line("Reason:     " + held.reason());
        held.score().ifPresent(score -> console.line("Score:      " + score));
        console.line("Size:       " + Console.size(held.size()));
        console.line("Kept until: " + Console.time(held.keptUntil()));
        detail.actions()
                .forEach(action -> console.line(Console.time(action.at()) + "  " + action.action() + " for "
                        + action.recipient() + " by " + action.by()));
        console.line("");
        (detail.header() + detail.text())
                .lines()
                .map(QuarantineCommands::harmless)
                .forEach(console::line);
        return 0;
    }

    /// What a stranger wrote must not move the cursor of the operator's terminal.
    private static String harmless(String line) {
        return line.replaceAll("\\p{Cntrl}", " ");
    }

    @Command(name = "release", description = "Lets messages go to their recipients, once; they are not judged again.")
    int release(
            @Parameters(paramLabel = "MESSAGE-ID", arity = "1..*") List<String> messages,
            @Option(names = "--allow", description = "Also put their senders on the allowlist.") boolean allow) {
        return change(allow ? "allow" : "release", messages, "released");
    }

    @Command(name = "delete", description = "Ends messages: nobody gets them, and nobody is told.")
    int delete(@Parameters(paramLabel = "MESSAGE-ID", arity = "1..*") List<String> messages) {
        console.confirm("Delete " + (messages.size() == 1 ? "this message?" : messages.size() + " messages?"));
        return change("delete", messages, "deleted");
    }

    private int change(String verb, List<String> messages, String done) {
        int recipients = 0;
        for (var message : messages) {
            var path = QUARANTINE + "/" + escape(message) + "/" + verb;
            recipients += client().post(path, new Order(Optional.empty(), by()), Changed.class)
                    .recipients();
        }
        console.result(
                new Changed(recipients), (recipients == 1 ? "1 recipient " : recipients + " recipients ") + done + ".");
        return 0;
    }

    private static String by() {
        return "mailctl " + System.getProperty("user.name");
    }

    private ServiceClient client() {
        return session.installation().policy();
    }
}
