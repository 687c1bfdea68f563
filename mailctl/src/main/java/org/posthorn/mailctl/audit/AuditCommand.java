package org.posthorn.mailctl.audit;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.events.api.AuditApi.Entry;
import org.posthorn.events.api.Page;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `mailctl audit`.
@Command(name = "audit", description = "Who changed what, when and from where; in the console and with mailctl.")
public final class AuditCommand implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final TypeReference<Page<Entry>> ENTRIES = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    @Option(names = "--query", paramLabel = "TEXT", defaultValue = "", description = "Only changes with this text.")
    private String query = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many (${DEFAULT-VALUE}).")
    private int limit;

    AuditCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Override
    public Integer call() {
        var rows = new ArrayList<Entry>();
        Optional<String> cursor = Optional.empty();
        do {
            var path = "/internal/v1/audit?limit=" + Math.min(limit - rows.size(), PAGE) + "&query=" + escape(query)
                    + cursor.map(text -> "&cursor=" + escape(text)).orElse("");
            var page = session.installation().gateway().get(path, ENTRIES);
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && rows.size() < limit);
        console.table(
                rows,
                "Nobody has changed anything.",
                Column.of("AT", row -> Console.time(row.at())),
                Column.of("WHO", Entry::who),
                Column.of("FROM", Entry::origin),
                Column.of("WHERE", Entry::place),
                Column.of("DID", Entry::action),
                Column.of("WITH", Entry::details));
        return 0;
    }
}
