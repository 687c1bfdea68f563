package org.posthorn.mailctl.status;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `mailctl config`.
@Command(name = "config", description = "The settings.")
public final class ConfigCommands {
    private final Session session;
    private final Console console;

    ConfigCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// One thing that was looked at.
    record Check(String what, boolean good, String detail) {}

    @Command(name = "check", description = "Says whether the settings can be used; exit code 1 when not.")
    int check(@Option(names = "--connect", description = "Also try Kafka and the database.") boolean connect) {
        var checks = new ArrayList<Check>();
        var settings = session.installation().settings();
        checks.add(new Check("settings", true, "all are known and can be read"));
        var mail = settings.get(MailSettings.class);
        checks.add(domain(mail.domain()));
        mail.hostname().forEach(name -> checks.add(hostname(name)));
        if (connect) {
            checks.add(kafka());
            checks.add(database());
        }
        tell(checks);
        return checks.stream().allMatch(Check::good) ? 0 : 1;
    }

    private void tell(List<Check> checks) {
        console.table(
                checks,
                "",
                Column.of("WHAT", Check::what),
                Column.of("STATE", check -> check.good() ? "good" : "wrong"),
                Column.of("DETAIL", Check::detail));
    }

    private static Check domain(String name) {
        return switch (Domain.parse(name)) {
            case Parsed.Ok<Domain>(var domain) ->
                new Check(
                        "mail.domain",
                        true,
                        domain.ascii().equals("localhost")
                                ? "localhost: good for trying; set it for mail with the world"
                                : domain.ascii());
            case Parsed.Malformed<Domain>(var reason) -> new Check("mail.domain", false, reason);
        };
    }

    private static Check hostname(String name) {
        return switch (Domain.parse(name)) {
            case Parsed.Ok<Domain>(var domain) -> new Check("mail.hostname", true, domain.ascii());
            case Parsed.Malformed<Domain>(var reason) -> new Check("mail.hostname", false, reason);
        };
    }

    private Check kafka() {
        var settings = session.installation().settings().get(KafkaSettings.class);
        try (var admin = session.installation().kafka().admin()) {
            var differences = new TopicProvisioner(admin, settings.shape()).differences();
            return differences.isEmpty()
                    ? new Check("kafka", true, "all topics are as they should be")
                    : new Check("kafka", false, differences.size() + " differences: see mailctl topics check");
        } catch (EnvironmentFailure e) {
            return new Check("kafka", false, String.valueOf(e.getMessage()));
        }
    }

    private Check database() {
        var settings = session.installation().settings().get(DatabaseSettings.class);
        try (var database = Database.attach(settings, "check")) {
            return new Check("database", database.answers(), settings.url());
        } catch (EnvironmentFailure e) {
            return new Check("database", false, String.valueOf(e.getMessage()));
        }
    }
}
