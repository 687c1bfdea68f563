package org.posthorn.mailctl.credit;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.events.api.CreditApi.Balance;
import org.posthorn.events.api.CreditApi.Line;
import org.posthorn.events.api.CreditApi.Order;
import org.posthorn.events.api.CreditApi.Price;
import org.posthorn.events.api.CreditApi.Verification;
import org.posthorn.events.api.Page;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.credit.StatementCsv;
import org.posthorn.runtime.http.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl credits`.
@Command(name = "credits", description = "What accounts may spend on mail to the world.")
public final class CreditCommands {
    private static final String CREDITS = "/internal/v1/credits";
    private static final int PAGE = 1_000;
    private static final TypeReference<Page<Balance>> BALANCES = new TypeReference<>() {};
    private static final TypeReference<Page<Line>> LINES = new TypeReference<>() {};
    private static final TypeReference<List<Price>> PRICES = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    CreditCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "list", description = "Lists the balances.")
    int list(
            @Option(names = "--low", description = "Only those that are low.") boolean low,
            @Option(names = "--limit", defaultValue = "100", description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        var rows = new ArrayList<Balance>();
        Optional<String> cursor = Optional.empty();
        do {
            var path = CREDITS + "?low=" + low + "&limit=" + Math.min(limit - rows.size(), PAGE)
                    + cursor.map(text -> "&cursor=" + escape(text)).orElse("");
            var page = client().get(path, BALANCES);
            rows.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && rows.size() < limit);
        balances(rows);
        if (cursor.isPresent() && !console.json()) {
            console.line("There is more; say --limit for it.");
        }
        return 0;
    }

    private void balances(List<Balance> rows) {
        console.table(
                rows,
                "Nobody has credits yet.",
                Column.of("ACCOUNT", row -> row.address().orElse("deleted")),
                Column.number("NUMBER", row -> row.account().value()),
                Column.number("CREDITS", Balance::available),
                Column.number("RESERVED", Balance::reserved),
                Column.of("LOW SINCE", row -> row.lowSince().map(Console::time).orElse("-")));
    }

    @Command(name = "show", description = "Shows an account's credits.")
    int show(@Parameters(paramLabel = "ACCOUNT") String account) {
        var balance = client().get(path(account, ""), Balance.class);
        if (console.json()) {
            console.json(balance);
        } else {
            balances(List.of(balance));
        }
        return 0;
    }

    @Command(name = "add", description = "Tops an account up.")
    int add(
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Parameters(paramLabel = "CREDITS") long credits,
            @Option(names = "--reason", defaultValue = "", description = "Stands in the statement.") String reason,
            @Option(names = "--key", description = "Posted once under this name, such as an invoice's.")
                    Optional<String> key) {
        return order(account, "/add", credits, reason, key);
    }

    @Command(name = "adjust", description = "Corrects a balance, up or down.")
    int adjust(
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(names = "--amount", required = true, description = "Such as -12 or 12.") long amount,
            @Option(names = "--reason", required = true, description = "Stands in the statement.") String reason,
            @Option(names = "--key", description = "Posted once under this name.") Optional<String> key) {
        return order(account, "/adjust", amount, reason, key);
    }

    private int order(String account, String verb, long credits, String reason, Optional<String> key) {
        var order = new Order(
                credits,
                reason,
                "mailctl " + System.getProperty("user.name"),
                key.orElseGet(() -> UUID.randomUUID().toString()));
        var balance = client().post(path(account, verb), order, Balance.class);
        console.result(balance, balance.address().orElse(account) + " has " + balance.available() + " credits.");
        return 0;
    }

    @Command(name = "statement", description = "Prints what changed a balance, the newest first.")
    int statement(
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(names = "--csv", description = "All of it, for a spreadsheet.") boolean csv,
            @Option(names = "--limit", defaultValue = "50", description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        var lines = lines(account, csv ? Integer.MAX_VALUE : limit);
        if (csv) {
            console.out().print(StatementCsv.of(lines));
            return 0;
        }
        console.table(
                lines,
                "Nothing happened yet.",
                Column.of("TIME", line -> Console.time(line.at())),
                Column.of("KIND", Line::kind),
                Column.number("CHANGE", Line::change),
                Column.number("BALANCE", Line::balance),
                Column.of("BY", Line::by),
                Column.of("FOR", line -> line.message().or(line::reason).orElse("")));
        return 0;
    }

    private List<Line> lines(String account, int limit) {
        var lines = new ArrayList<Line>();
        Optional<String> cursor = Optional.empty();
        do {
            var query = "/statement?limit=" + Math.min(limit - lines.size(), PAGE)
                    + cursor.map(text -> "&cursor=" + escape(text)).orElse("");
            var page = client().get(path(account, query), LINES);
            lines.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && lines.size() < limit);
        return lines;
    }

    @Command(
            name = "price",
            description = "Sets what a message to the world costs in a domain; without one, lists the prices.")
    int price(
            @Parameters(paramLabel = "DOMAIN", arity = "0..1") Optional<String> domain,
            @Parameters(paramLabel = "CREDITS", arity = "0..1", description = "0: it is free.") Optional<Long> credits,
            @Option(names = "--per", defaultValue = "message", description = "message or recipient; default: message.")
                    Per per,
            @Option(names = "--default", description = "Take the domain's own price away.") boolean standard) {
        if (domain.isEmpty()) {
            return prices();
        }
        var path = CREDITS + "/prices/" + escape(domain.get());
        if (standard) {
            client().delete(path);
            console.say("The default price holds in " + domain.get() + ".");
            return 0;
        }
        var wanted = credits.orElseThrow(
                () -> new Failure("Say how many credits a message of " + domain.get() + " costs, or --default."));
        var set = client().put(path, new Price(domain.get(), wanted, per), Price.class);
        console.result(set, words(set));
        return 0;
    }

    private static String words(Price price) {
        return "A message of " + price.domain() + " to the world costs " + price.credits()
                + (price.per() == Per.RECIPIENT ? " credits for each recipient." : " credits.");
    }

    private int prices() {
        console.table(
                client().get(CREDITS + "/prices", PRICES),
                "There are no prices.",
                Column.of("DOMAIN", price -> price.domain().equals("*") ? "all others" : price.domain()),
                Column.number("CREDITS", Price::credits),
                Column.of("PER", price -> price.per().name().toLowerCase(Locale.ROOT)));
        return 0;
    }

    @Command(
            name = "verify",
            description = "Proves that the entries add up to the balances; exit code 1 when they do not.")
    int verify() {
        var found = client().get(CREDITS + "/verification", Verification.class);
        console.result(
                found,
                found.entries() + " entries of " + found.accounts() + " accounts: " + found.issued()
                        + " credits issued = " + found.available() + " available + " + found.reserved()
                        + " reserved (" + found.waiting() + " messages) + " + found.earned() + " spent.");
        found.problems().forEach(console::say);
        return found.problems().isEmpty() ? 0 : 1;
    }

    private static String path(String account, String more) {
        return CREDITS + "/accounts/" + escape(account) + more;
    }

    private ServiceClient client() {
        return session.installation().policy();
    }
}
