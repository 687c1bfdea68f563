package org.posthorn.mailctl.queue;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QueueApi.Changed;
import org.posthorn.events.api.QueueApi.Group;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl queue`.
@Command(name = "queue", description = "Mail that waits to be sent: why, and when it is tried again.")
public final class QueueCommands {
    private static final String QUEUE = "/internal/v1/queue";
    private static final TypeReference<Page<QueuedRow>> PAGE = new TypeReference<>() {};
    private static final TypeReference<List<Group>> GROUPS = new TypeReference<>() {};
    private static final TypeReference<List<QueuedRow>> ROWS = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    QueueCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "list", description = "Lists what waits, the next due first.")
    int list(
            @Option(names = "--domain", description = "For this next-hop domain.") Optional<String> domain,
            @Option(names = "--sender", description = "Of this sender.") Optional<String> sender,
            @Option(names = "--site", description = "That waits for this site.") Optional<String> site,
            @Option(names = "--state", description = "due, leased, deferred, held or in-doubt.") Optional<String> state,
            @Option(names = "--limit", defaultValue = "100", description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        var rows = new ArrayList<QueuedRow>();
        Optional<String> cursor = Optional.empty();
        do {
            var path = QUEUE + "?limit=" + Math.min(limit - rows.size(), 200)
                    + parameter("cursor", cursor)
                    + parameter("domain", domain)
                    + parameter("sender", sender)
                    + parameter("site", site)
                    + parameter("state", state);
            var page = client().get(path, PAGE);
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && rows.size() < limit);
        console.table(
                rows,
                "Nothing waits.",
                Column.of("MESSAGE", row -> row.messageId().value()),
                Column.of("SENDER", row -> row.sender().isEmpty() ? "<>" : row.sender()),
                Column.of("RECIPIENT", QueuedRow::recipient),
                Column.of("SITE", QueuedRow::site),
                Column.of("STATE", QueuedRow::state),
                Column.number("TRIES", QueuedRow::attempts),
                Column.of("NEXT ATTEMPT", QueueCommands::next),
                Column.of("REASON", QueuedRow::reason));
        if (cursor.isPresent() && !console.json()) {
            console.line("There is more; say --limit for it.");
        }
        return 0;
    }

    private static String parameter(String name, Optional<String> value) {
        return value.map(text -> "&" + name + "=" + escape(text)).orElse("");
    }

    @Command(name = "show", description = "Shows one message's recipients with the remote servers' own words.")
    int show(@Parameters(paramLabel = "MESSAGE-ID") String message) {
        var rows = client().get(QUEUE + "/" + escape(message), ROWS);
        if (rows.isEmpty()) {
            throw new Failure("Nothing of " + message + " waits.");
        }
        if (console.json()) {
            console.json(rows);
            return 0;
        }
        var first = rows.getFirst();
        console.line("Message:   " + first.messageId());
        console.line("Sender:    " + (first.sender().isEmpty() ? "<>" : first.sender()));
        first.subject().ifPresent(subject -> console.line("Subject:   " + subject));
        console.line("Size:      " + Console.size(first.size()));
        console.line("Accepted:  " + Console.time(first.acceptedAt()));
        for (var row : rows) {
            console.line("");
            console.line("Recipient: " + row.recipient() + " through " + row.nextHopDomain());
            console.line("Site:      " + row.site());
            console.line("State:     " + row.state() + ", " + Console.count(row.attempts(), "attempt"));
            console.line("Reason:    " + row.reason());
            row.lastReply().ifPresent(reply -> console.line("Reply:     " + reply));
            console.line("Next:      " + next(row));
            console.line("Given up:  " + Console.time(row.expiresAt()));
        }
        return 0;
    }

    /// Nothing waits without a next step.
    private static String next(QueuedRow row) {
        return row.nextAttempt().map(Console::time).orElse(row.state().equals("held") ? "when released" : "under way");
    }

    @Command(name = "flush", description = "Tries now.")
    int flush(@Mixin Chosen chosen) {
        return change("flush", chosen, "tried now");
    }

    @Command(name = "hold", description = "Tries no more until it is released.")
    int hold(@Mixin Chosen chosen) {
        return change("hold", chosen, "held");
    }

    @Command(name = "release", description = "Lets go what is held.")
    int release(@Mixin Chosen chosen) {
        return change("release", chosen, "released");
    }

    @Command(name = "requeue", description = "Begins anew: tried now, without history, for the whole queue lifetime.")
    int requeue(@Mixin Chosen chosen) {
        return change("requeue", chosen, "queued anew");
    }

    @Command(name = "summary", description = "Counts what waits by site, kind of reply, age or state.")
    int summary(
            @Option(names = "--by", defaultValue = "site", description = "site, kind, age or state (${DEFAULT-VALUE}).")
                    String by) {
        console.table(
                client().get(QUEUE + "/groups?by=" + escape(by), GROUPS),
                "Nothing waits.",
                Column.of(by.toUpperCase(Locale.ROOT), Group::name),
                Column.number("RECIPIENTS", Group::recipients),
                Column.of("OLDEST", group -> group.oldest().map(Console::time).orElse("-")),
                Column.of(
                        "NEXT ATTEMPT", group -> group.next().map(Console::time).orElse("-")));
        return 0;
    }

    @Command(name = "delete", description = "Gives up: the outcome is discarded, and nobody is told.")
    int delete(@Mixin Chosen chosen) {
        var count = client().post(QUEUE + "/count", chosen.selection(), Changed.class);
        console.confirm("Delete " + chosen.words() + " (" + recipients(count) + ")?");
        return change("delete", chosen, "deleted");
    }

    private int change(String verb, Chosen chosen, String done) {
        var changed = client().post(QUEUE + "/" + verb, chosen.selection(), Changed.class);
        console.result(changed, recipients(changed) + " " + done + ".");
        return 0;
    }

    private static String recipients(Changed changed) {
        return changed.recipients() == 1 ? "1 recipient" : changed.recipients() + " recipients";
    }

    private ServiceClient client() {
        return session.installation().delivery();
    }
}
