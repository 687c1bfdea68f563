package org.posthorn.mailctl.policy;

import static org.posthorn.runtime.http.ServiceClient.escape;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.posthorn.events.api.LimitApi;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl limits`.
@Command(name = "limits", description = "How much clients, senders and accounts may do, and who does the most.")
public final class LimitCommands {
    private static final String LIMITS = "/internal/v1/limits";

    private final Session session;
    private final Console console;

    LimitCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "show", description = "Shows the limits, those of their own, and who does the most.")
    int show(
            @Option(
                            names = "--top",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "So many of each kind; default: 10.")
                    int top) {
        var overview = client().get(LIMITS + "?top=" + top, LimitApi.Overview.class);
        if (console.json()) {
            console.json(overview);
            return 0;
        }
        console.table(
                overview.limits(),
                "There is no limit.",
                Column.of("LIMIT", LimitApi.Limit::name),
                Column.of("NUMBER", limit -> number(limit.number())),
                Column.of("SETTING", LimitApi.Limit::setting));
        console.line("");
        console.table(
                overview.own(),
                "Nobody has limits of their own.",
                Column.of("OF THEIR OWN", LimitApi.Own::subject),
                Column.of("LIMITS", own -> words(own.limits())),
                Column.of("BY", LimitApi.Own::by));
        console.line("");
        console.table(
                overview.talkers(),
                "Nobody sent anything that counts lately.",
                Column.of("WHO", LimitApi.Talker::subject),
                Column.of("LIMIT", LimitApi.Talker::limit),
                Column.number("COUNT", LimitApi.Talker::count),
                Column.of("OF", talker -> number(talker.most())),
                Column.of("LAST", talker -> Console.time(talker.last())));
        return 0;
    }

    private static String number(long number) {
        return number < 0 ? "no limit" : Long.toString(number);
    }

    private static String words(Map<String, Long> limits) {
        return new TreeMap<>(limits)
                .entrySet().stream()
                        .map(limit -> limit.getKey() + "=" + number(limit.getValue()))
                        .collect(Collectors.joining(", "));
    }

    @Command(name = "set", description = "Gives a network, a domain, an address or an account limits of its own.")
    int set(
            @Parameters(paramLabel = "SUBJECT", description = "192.0.2.0/24, example.com or a@example.com.")
                    String subject,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "LIMIT=NUMBER",
                            description = "Such as connections-per-hour=100; -1 is no limit.")
                    Map<String, Long> limits) {
        var by = "mailctl " + System.getProperty("user.name");
        var set = client().put(LIMITS, new LimitApi.NewOwn(subject, limits, by), LimitApi.Own.class);
        console.result(set, set.subject() + ": " + words(set.limits()) + ".");
        return 0;
    }

    @Command(name = "remove", description = "Takes away what a subject has of its own.")
    int remove(@Parameters(paramLabel = "SUBJECT") String subject) {
        client().delete(LIMITS + "?subject=" + escape(subject));
        console.say(subject + " has the limits of everybody.");
        return 0;
    }

    private ServiceClient client() {
        return session.installation().policy();
    }
}
