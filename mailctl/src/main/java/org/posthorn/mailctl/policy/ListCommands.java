package org.posthorn.mailctl.policy;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.ListApi.Checked;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.events.api.ListApi.Import;
import org.posthorn.events.api.ListApi.Imported;
import org.posthorn.events.api.ListApi.NewEntry;
import org.posthorn.events.api.Page;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `mailctl blocklist` and `mailctl allowlist` have in common.
public abstract sealed class ListCommands {
    private static final TypeReference<Page<Entry>> PAGE = new TypeReference<>() {};
    private static final int PAGE_SIZE = 500;
    private static final int IMPORT_SIZE = 2_000;
    private static final String SUBJECT = "An address, *@example.com, an IP address, or a network (192.0.2.0/24).";

    private final Session session;
    private final Console console;
    private final String list;

    private ListCommands(Session session, String list) {
        this.session = session;
        this.console = session.console();
        this.list = list;
    }

    /// `mailctl blocklist`.
    @Command(name = "blocklist", description = "Senders and clients that may not send to us.")
    public static final class Blocklist extends ListCommands {
        Blocklist(Session session) {
            super(session, "blocklist");
        }
    }

    /// `mailctl allowlist`.
    @Command(name = "allowlist", description = "Senders and clients that the blocklist does not apply to.")
    public static final class Allowlist extends ListCommands {
        Allowlist(Session session) {
            super(session, "allowlist");
        }
    }

    /// Why, until when, and whether subdomains are meant.
    public static final class Facts {
        @Option(names = "--reason", defaultValue = "", description = "Why; shown beside the entry.")
        private String reason = "";

        @Option(names = "--subdomains", description = "For domains: their subdomains too.")
        private boolean subdomains;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                description = "How long: 30m, 12h, 7d. Without it the entry stays.")
        private Optional<String> time = Optional.empty();

        private Optional<Instant> expires() {
            return time.map(text -> Instant.now().plus(duration(text)));
        }

        private static Duration duration(String text) {
            try {
                boolean days = text.endsWith("d");
                return Duration.parse(days ? "P" + text : "PT" + text);
            } catch (DateTimeParseException e) {
                throw new Failure("\"" + text + "\" is not a time: write 30m, 12h or 7d.");
            }
        }
    }

    @Command(name = "add", description = "Adds an entry, or replaces it.")
    public int add(@Parameters(paramLabel = "SUBJECT", description = SUBJECT) String subject, @Mixin Facts facts) {
        var entry = new NewEntry(subject, facts.subdomains, facts.reason, operator(), facts.expires());
        var added = client().post(path(), entry, Entry.class);
        console.result(added, added.subject() + " is on the " + list + ".");
        return 0;
    }

    @Command(name = "remove", description = "Takes an entry away.")
    public int remove(@Parameters(paramLabel = "SUBJECT", description = SUBJECT) String subject) {
        client().delete(path() + "?subject=" + escape(subject));
        console.say(subject + " is no longer on the " + list + ".");
        return 0;
    }

    @Command(name = "list", description = "Lists entries.")
    public int list(
            @Option(names = "--query", paramLabel = "TEXT", defaultValue = "", description = "Only those with this.")
                    String query,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many.")
                    int limit) {
        var rows = new ArrayList<Entry>();
        var cursor = Optional.of("");
        while (cursor.isPresent() && rows.size() < limit) {
            int size = Math.min(PAGE_SIZE, limit - rows.size());
            var page = client().get(
                            path() + "?limit=" + size + "&query=" + escape(query) + "&cursor=" + escape(cursor.get()),
                            PAGE);
            rows.addAll(page.items());
            cursor = page.next();
        }
        console.table(
                rows,
                "The " + list + " is empty.",
                Column.of("SUBJECT", ListCommands::subject),
                Column.of("BY", Entry::by),
                Column.of("SINCE", entry -> Console.time(entry.at())),
                Column.of("UNTIL", entry -> entry.expires().map(Console::time).orElse("-")),
                Column.number("HITS", Entry::hits),
                Column.of("REASON", Entry::reason));
        return 0;
    }

    private static String subject(Entry entry) {
        return entry.includeSubdomains() ? entry.subject() + " and subdomains" : entry.subject();
    }

    @Command(name = "import", description = "Adds every line of a file; what follows # is ignored.")
    public int load(
            @Parameters(paramLabel = "FILE", description = "One subject a line.") Path file, @Mixin Facts facts) {
        int added = 0;
        int refused = 0;
        int before = 0;
        try (var reader = Files.newBufferedReader(file)) {
            for (var lines = next(reader); !lines.isEmpty(); lines = next(reader)) {
                var wanted = new Import(lines, facts.subdomains, facts.reason, operator(), facts.expires());
                var imported = client().post(path() + "/import", wanted, Imported.class);
                for (var line : imported.refused()) {
                    console.err().println("line " + (before + line.line()) + ": " + line.reason() + ".");
                }
                added += imported.added();
                refused += imported.refused().size();
                before += lines.size();
            }
        } catch (MalformedInputException e) {
            throw new Failure(file + " is not a text file in UTF-8.");
        } catch (IOException e) {
            throw new Failure(file + " cannot be read: " + e.getMessage() + ".");
        }
        var on = are(added, "entry", "entries") + " on the " + list;
        console.say(refused > 0 ? on + ", " + are(refused, "line", "lines") + " not." : on + ".");
        return refused > 0 ? 1 : 0;
    }

    private static String are(long count, String one, String many) {
        return count == 1 ? "1 " + one + " is" : count + " " + many + " are";
    }

    private static List<String> next(BufferedReader reader) {
        var lines = new ArrayList<String>(IMPORT_SIZE);
        try {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (lines.size() == IMPORT_SIZE) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    @Command(name = "check", description = "Says what would happen to a sender or a client.")
    public int check(
            @Option(names = "--sender", paramLabel = "ADDRESS", defaultValue = "", description = "The reverse-path.")
                    String sender,
            @Option(names = "--ip", paramLabel = "IP", defaultValue = "", description = "The client's address.")
                    String ip) {
        var checked =
                client().get("/internal/v1/lists/check?sender=" + escape(sender) + "&ip=" + escape(ip), Checked.class);
        console.result(checked, words(checked));
        return 0;
    }

    private static String words(Checked checked) {
        var words = new ArrayList<String>();
        words.add(checked.blocked() ? "Blocked." : "Not blocked.");
        checked.blocks().forEach(entry -> words.add("On the blocklist: " + subject(entry)));
        checked.allows().forEach(entry -> words.add("On the allowlist: " + subject(entry)));
        return String.join(System.lineSeparator(), words);
    }

    private String path() {
        return "/internal/v1/lists/" + list;
    }

    private static String operator() {
        return "mailctl " + System.getProperty("user.name", "").strip();
    }

    private ServiceClient client() {
        return session.installation().policy();
    }
}
