package org.posthorn.mailctl.doctor;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.events.api.AccountApi;
import org.posthorn.events.api.DoctorApi.DomainReport;
import org.posthorn.events.api.DoctorApi.Finding;
import org.posthorn.events.api.DoctorApi.Severity;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.sending.Server;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl doctor`.
@Command(
        name = "doctor",
        aliases = "diagnose",
        description =
                "Says what is wrong and what mends it: DNS of the domains, certificate, services, Kafka, database,"
                        + " clock, disks; exit code 1 when something must be mended.")
public final class DoctorCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);

    private final Session session;
    private final Console console;

    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "Only this domain; default: all that are served.")
    private Optional<String> domain = Optional.empty();

    @Option(names = "--all", description = "Also say what is as it should be.")
    private boolean all;

    @Option(names = "--zone", description = "Only print what the DNS should have, to paste into the zone.")
    private boolean zone;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "The submissions port whose certificate is looked at; default: the one found.")
    private Optional<String> server = Optional.empty();

    DoctorCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// A finding with what it is about.
    ///
    /// @param about `installation`, or a domain
    record Diagnosis(String about, String check, Severity severity, String seen, String mend) {
        static Diagnosis of(String about, Finding finding) {
            return new Diagnosis(about, finding.check(), finding.severity(), finding.seen(), finding.mend());
        }

        boolean bad() {
            return severity == Severity.WARNING || severity == Severity.ERROR;
        }
    }

    @Override
    public Integer call() {
        var certificate = certificate();
        var reports = reports(certificate);
        if (zone) {
            reports.forEach(report -> report.zone().forEach(console::line));
            return 0;
        }
        List<Diagnosis> found = new ArrayList<>();
        installation(certificate).forEach(finding -> found.add(Diagnosis.of("installation", finding)));
        reports.forEach(report ->
                report.findings().forEach(finding -> found.add(Diagnosis.of(report.domain(), finding))));
        tell(found);
        return found.stream().anyMatch(Diagnosis::bad) ? 1 : 0;
    }

    private void tell(List<Diagnosis> found) {
        var shown = found.stream()
                .filter(diagnosis -> all || diagnosis.severity() != Severity.GOOD)
                .sorted(Comparator.comparing(Diagnosis::severity).reversed())
                .toList();
        if (console.json()) {
            console.json(shown);
            return;
        }
        for (var diagnosis : shown) {
            console.line(diagnosis.severity() + "  " + diagnosis.about() + "  " + diagnosis.check());
            console.line("  " + diagnosis.seen());
            if (!diagnosis.mend().isEmpty()) {
                console.line("  -> " + diagnosis.mend());
            }
        }
        var bad = found.stream().filter(Diagnosis::bad).count();
        console.line((shown.isEmpty() ? "" : System.lineSeparator())
                + (bad == 0 ? "Nothing must be mended." : Console.count(bad, "thing") + " must be mended.")
                + (all ? "" : " --all shows what is well, too."));
    }

    private Optional<CertificateLook> certificate() {
        try {
            return Optional.of(CertificateLook.at(Server.submissions(session.installation(), server)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private List<DomainReport> reports(Optional<CertificateLook> certificate) {
        var names = domain.map(List::of).orElseGet(this::served);
        var digests = certificate
                .map(look -> "?certificate=" + look.digest() + "&key=" + look.keyDigest())
                .orElse("");
        return names.stream()
                .map(name -> session.installation()
                        .policy()
                        .get("/internal/v1/doctor/" + ServiceClient.escape(name) + digests, DomainReport.class))
                .toList();
    }

    private List<String> served() {
        try {
            return session
                    .installation()
                    .mailbox()
                    .get("/internal/v1/domains", new TypeReference<List<AccountApi.Domain>>() {})
                    .stream()
                    .map(AccountApi.Domain::domain)
                    .filter(name -> !name.equals("localhost"))
                    .toList();
        } catch (ServiceError _) {
            return List.of();
        }
    }

    private List<Finding> installation(Optional<CertificateLook> certificate) {
        var found = new ArrayList<Finding>();
        var mail = session.installation().settings().get(MailSettings.class);
        certificate.ifPresentOrElse(
                look -> found.addAll(look.findings(mail.primaryHostname(), Instant.now())),
                () -> found.add(new Finding(
                        "submissions-closed",
                        Severity.ERROR,
                        "The submissions port " + Server.submissions(session.installation(), server)
                                + " does not answer.",
                        "mailctl status")));
        services(found);
        kafka(found);
        database(found);
        return found;
    }

    private void services(List<Finding> found) {
        session.installation().services().forEach((name, url) -> {
            try {
                found.addAll(ServiceLook.findings(name, Measurements.parse(scrape(url))));
            } catch (IOException e) {
                found.add(new Finding(
                        "service-away", Severity.ERROR, name + " at " + url + " does not answer.", "Start it."));
            }
        });
    }

    private String scrape(String url) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url).resolve("/prometheus"))
                .timeout(PATIENCE)
                .build();
        try {
            return session.installation()
                    .http()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void kafka(List<Finding> found) {
        var settings = session.installation().settings().get(KafkaSettings.class);
        try (var admin = settings.connection().admin()) {
            var differences = new TopicProvisioner(admin, settings.shape()).differences();
            differences.forEach(difference -> found.add(new Finding(
                    "topic-differs",
                    Severity.WARNING,
                    difference.topic() + ": " + difference.what() + " is "
                            + difference.is().orElse("missing") + ", and should be " + difference.should() + ".",
                    "mailctl topics check --apply")));
            if (differences.isEmpty()) {
                found.add(new Finding("topics", Severity.GOOD, "All topics are as they should be.", ""));
            }
        } catch (EnvironmentFailure e) {
            found.add(new Finding("kafka-away", Severity.ERROR, String.valueOf(e.getMessage()), "Start Kafka."));
        }
    }

    private void database(List<Finding> found) {
        var settings = session.installation().settings().get(DatabaseSettings.class);
        try (var database = Database.attach(settings, "doctor")) {
            var before = Instant.now();
            var there = database.queryOne("SELECT clock_timestamp() AS now", row -> row.instant("now"))
                    .orElseThrow();
            clock(before, there, Instant.now(), found);
        } catch (EnvironmentFailure e) {
            found.add(
                    new Finding("database-away", Severity.ERROR, String.valueOf(e.getMessage()), "Start PostgreSQL."));
        }
    }

    static void clock(Instant before, Instant there, Instant after, List<Finding> found) {
        if (there.isBefore(before.minus(CLOCKS_APART)) || there.isAfter(after.plus(CLOCKS_APART))) {
            found.add(new Finding(
                    "clocks-apart",
                    Severity.WARNING,
                    "The database's clock says " + there + ", this machine's " + after + ".",
                    "Let chrony or systemd-timesyncd set the clocks of all machines."));
        } else {
            found.add(new Finding("clock", Severity.GOOD, "This machine and the database agree on the time.", ""));
        }
    }
}
