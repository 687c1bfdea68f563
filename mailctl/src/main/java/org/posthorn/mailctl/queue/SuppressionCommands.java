package org.posthorn.mailctl.queue;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.Optional;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.SuppressionApi.NewSuppression;
import org.posthorn.events.api.SuppressionApi.Suppression;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl suppression`.
@Command(name = "suppression", description = "Addresses that nothing is sent to, after failures and complaints.")
public final class SuppressionCommands {
    private static final String SUPPRESSIONS = "/internal/v1/suppressions";
    private static final TypeReference<Page<Suppression>> PAGE = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    SuppressionCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "list", description = "Lists the entries by sender domain and address.")
    int list(
            @Option(names = "--sender-domain", description = "Of this domain.") Optional<String> domain,
            @Option(names = "--address", description = "Whose address has this part.") Optional<String> address,
            @Option(names = "--limit", defaultValue = "100", description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        var rows = new ArrayList<Suppression>();
        Optional<String> cursor = Optional.empty();
        do {
            var path = SUPPRESSIONS + "?limit=" + Math.min(limit - rows.size(), 200)
                    + parameter("cursor", cursor)
                    + parameter("domain", domain)
                    + parameter("address", address);
            var page = client().get(path, PAGE);
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && rows.size() < limit);
        console.table(
                rows,
                "Nobody is suppressed.",
                Column.of("SENDER DOMAIN", Suppression::senderDomain),
                Column.of("ADDRESS", Suppression::address),
                Column.of("KIND", Suppression::kind),
                Column.of("SINCE", row -> Console.time(row.at())),
                Column.of("UNTIL", row -> row.expires().map(Console::time).orElse("for ever")),
                Column.of("REASON", Suppression::reason));
        if (cursor.isPresent() && !console.json()) {
            console.line("There is more; say --limit for it.");
        }
        return 0;
    }

    @Command(name = "add", description = "Sends nothing to an address any more.")
    int add(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(
                            names = "--sender-domain",
                            defaultValue = "*",
                            description = "Mail of this domain; all of ours when left out.")
                    String domain,
            @Option(names = "--days", description = "Until it ends; for ever when left out.") Optional<Integer> days,
            @Option(names = "--reason", defaultValue = "Added by an operator", description = "Why.") String reason) {
        var by = "mailctl " + System.getProperty("user.name");
        var added =
                client().post(SUPPRESSIONS, new NewSuppression(domain, address, reason, days, by), Suppression.class);
        console.result(added, added.address() + " gets no mail of " + whose(added.senderDomain()) + " any more.");
        return 0;
    }

    @Command(name = "remove", description = "Lets mail go to an address again.")
    int remove(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--sender-domain", defaultValue = "*", description = "The entry of this domain.")
                    String domain) {
        client().delete(SUPPRESSIONS + "/" + escape(domain) + "/" + escape(address));
        console.say(address + " gets mail of " + whose(domain) + " again.");
        return 0;
    }

    private static String whose(String domain) {
        return domain.equals("*") ? "our domains" : domain;
    }

    private static String parameter(String name, Optional<String> value) {
        return value.map(text -> "&" + name + "=" + escape(text)).orElse("");
    }

    private ServiceClient client() {
        return session.installation().policy();
    }
}
