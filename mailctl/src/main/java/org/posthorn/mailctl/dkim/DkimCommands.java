package org.posthorn.mailctl.dkim;

import static org.posthorn.runtime.http.ServiceClient.escape;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.api.PolicyApi.DkimCheck;
import org.posthorn.events.api.PolicyApi.DkimImport;
import org.posthorn.events.api.PolicyApi.DkimKey;
import org.posthorn.events.api.PolicyApi.DkimRotation;
import org.posthorn.events.api.PolicyApi.NewDkimKey;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.settings.MailSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl dkim`.
@Command(name = "dkim", description = "DKIM keys, and the DNS records to publish for them.")
public final class DkimCommands {
    private static final String KEYS = "/internal/v1/dkim";
    private static final TypeReference<List<DkimKey>> LIST = new TypeReference<>() {};
    private static final TypeReference<List<DkimCheck>> CHECKS = new TypeReference<>() {};

    private final Session session;
    private final Console console;

    DkimCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Command(name = "generate", description = "Makes keys that sign from now on, and prints their DNS records.")
    int generate(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "SELECTOR", arity = "0..1", description = "Default: mail.selector.")
                    Optional<String> selector,
            @Option(names = "--algorithm", split = ",", description = "rsa, ed25519; default: both.") @Nullable
                    List<String> algorithms,
            @Option(names = "--replace", description = "Replace the keys of this name.") boolean replace) {
        var name = selector.orElseGet(
                () -> session.installation().settings().get(MailSettings.class).selector());
        if (replace) {
            console.confirm("Replace the keys " + name + " of " + domain + "?");
        }
        var wanted = new NewDkimKey(domain, name, algorithms == null ? List.of() : algorithms, replace);
        var made = List.of(client().post(KEYS, wanted, DkimKey[].class));
        console.say("Mail of " + domain + " is signed from now on. Publish:");
        records(made);
        return 0;
    }

    @Command(
            name = "rotate",
            description = "Makes new keys that sign as soon as the DNS has their records, and prints these.")
    int rotate(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "SELECTOR", arity = "0..1", description = "Default: s and today's date.")
                    Optional<String> selector) {
        var wanted = new DkimRotation(domain, selector.orElseGet(DkimCommands::ofToday));
        var made = List.of(client().post(KEYS + "/rotate", wanted, DkimKey[].class));
        console.say("The old keys sign until these records are found in the DNS. Publish:");
        records(made);
        return 0;
    }

    private static String ofToday() {
        return "s" + DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.now(ZoneOffset.UTC));
    }

    @Command(name = "switch", description = "Makes a key sign now, whatever the DNS says; the one before it retires.")
    int activate(
            @Parameters(paramLabel = "DOMAIN") String domain, @Parameters(paramLabel = "SELECTOR") String selector) {
        client().post(KEYS + "/" + escape(domain) + "/" + escape(selector) + "/activate", Map.of(), DkimKey[].class);
        console.say("Mail of " + domain + " is signed with " + selector + " from now on.");
        return 0;
    }

    @Command(
            name = "check",
            description =
                    "Asks the DNS for the records of a domain's keys; exit code 1 when one that signs is not there.")
    int check(@Parameters(paramLabel = "DOMAIN") String domain) {
        var signing = client().get(KEYS + "?domain=" + escape(domain), LIST).stream()
                .filter(DkimKey::active)
                .map(DkimKey::selector)
                .toList();
        var found = client().get(KEYS + "/check?domain=" + escape(domain), CHECKS);
        console.table(
                found,
                "There is no key for " + domain + ". Make one: mailctl dkim generate " + domain,
                Column.of("SELECTOR", DkimCheck::selector),
                Column.of("RESULT", DkimCheck::result),
                Column.of("DETAIL", DkimCheck::detail));
        boolean well = found.stream()
                .filter(check -> signing.contains(check.selector()))
                .allMatch(check -> check.result().equals("published"));
        return well && !signing.isEmpty() ? 0 : 1;
    }

    @Command(name = "import", description = "Signs with a private key of yours (PEM, PKCS#8 or PKCS#1) from now on.")
    int take(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "FILE") Path file,
            @Parameters(paramLabel = "SELECTOR", arity = "0..1", description = "Default: mail.selector.")
                    Optional<String> selector,
            @Option(names = "--replace", description = "Replace the key of this name.") boolean replace) {
        var name = selector.orElseGet(
                () -> session.installation().settings().get(MailSettings.class).selector());
        var wanted = new DkimImport(domain, name, read(file), replace);
        var made = List.of(client().post(KEYS + "/import", wanted, DkimKey[].class));
        console.say("Mail of " + domain + " is signed with it from now on. Publish, if you have not:");
        records(made);
        return 0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure("The key cannot be read from " + file + ": " + e.getMessage());
        }
    }

    @Command(name = "show", description = "Prints the DNS records of a domain's keys, ready for a zone file.")
    int show(@Parameters(paramLabel = "DOMAIN") String domain) {
        var keys = client().get(KEYS + "?domain=" + escape(domain), LIST);
        if (keys.isEmpty()) {
            throw new Failure("There is no key for " + domain + ". Make one: mailctl dkim generate " + domain);
        }
        records(keys);
        return 0;
    }

    private void records(List<DkimKey> keys) {
        if (console.json()) {
            console.json(keys);
        } else {
            keys.forEach(key -> console.line(ZoneLine.txt(key.recordName(), key.recordValue())));
        }
    }

    @Command(name = "list", description = "Lists the keys.")
    int list() {
        console.table(
                client().get(KEYS, LIST),
                "There is no DKIM key. Make one: mailctl dkim generate DOMAIN",
                Column.of("DOMAIN", DkimKey::domain),
                Column.of("SELECTOR", DkimKey::selector),
                Column.of("ALGORITHM", DkimKey::algorithm),
                Column.of("SIGNS", key -> key.active() ? "yes" : "no"),
                Column.of("STATE", DkimKey::state),
                Column.of("MADE AT", key -> Console.time(key.createdAt())));
        return 0;
    }

    @Command(name = "delete", description = "Takes a key away; mail is no longer signed with it.")
    int delete(@Parameters(paramLabel = "DOMAIN") String domain, @Parameters(paramLabel = "SELECTOR") String selector) {
        console.confirm("Delete the key " + selector + " of " + domain + "?");
        client().delete(KEYS + "/" + escape(domain) + "/" + escape(selector));
        console.say("The key " + selector + " of " + domain + " was deleted.");
        return 0;
    }

    private ServiceClient client() {
        return session.installation().policy();
    }
}
