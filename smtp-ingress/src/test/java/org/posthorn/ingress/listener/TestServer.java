package org.posthorn.ingress.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.PolicyEntry;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.limits.Limits;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.ingress.session.Login;
import org.posthorn.ingress.view.DirectoryView;
import org.posthorn.ingress.view.PolicyView;
import org.posthorn.ingress.view.Views;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.mailauth.srs.Srs;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.credit.CreditView;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.scan.ScanSettings;
import org.posthorn.runtime.scan.Scanners;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.ManualClock;

/// A whole SMTP server on free ports, with a directory and a log in memory.
final class TestServer implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    /// Strangers with and without a name, on a list and not; a bank that asks to reject what is not its own, and one
    /// whose servers are silent.
    private static final ZoneResolver DNS = ZoneResolver.of("""
            203.0.113.9  PTR  mx.good.example
            mx.good.example  A  203.0.113.9
            203.0.113.66  PTR  mx.good.example
            68.113.0.203.in-addr.arpa  FAIL
            69.113.0.203.zen.spamhaus.org  A  127.0.0.4
            203.0.113.69  PTR  mx.listed.example
            mx.listed.example  A  203.0.113.69
            68.113.0.203.zen.spamhaus.org  FAIL
            bank.example  TXT  "v=spf1 ip4:203.0.113.9 -all"
            _dmarc.bank.example  TXT  "v=DMARC1; p=reject"
            _dmarc.shop.example  TXT  "v=DMARC1; p=quarantine"
            _dmarc.silent.example  FAIL
            """);

    /// What the log took.
    record Accepted(MessageAccepted event, byte[] octets) {
        String text() {
            return new String(octets, StandardCharsets.UTF_8);
        }
    }

    private static final class KafkaIsAway extends EnvironmentFailure {
        private static final long serialVersionUID = 1;

        KafkaIsAway() {
            super("Kafka is away", new IOException("test"));
        }
    }

    final Map<String, PolicyEntry> prices = new ConcurrentHashMap<>();
    final Map<String, DirectoryEntry> directory = new ConcurrentHashMap<>();
    final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    final List<MessageRefused> refused = new CopyOnWriteArrayList<>();
    final PolicyView policy = new PolicyView(() -> true);
    final List<String> counted = new CopyOnWriteArrayList<>();
    final ManualClock clock = new ManualClock(NOW);
    final Srs srs = new Srs("the key of the test".getBytes(StandardCharsets.UTF_8), "example.net", clock);
    volatile boolean loaded = true;
    volatile boolean diskHasRoom = true;
    volatile boolean kafkaIsAway;
    volatile LoginCheck.Result login = new LoginCheck.Result.Wrong();
    final SmtpServer server;
    private final Scanners scanners;
    private final Metrics metrics = Metrics.forTests();

    TestServer(Path directoryPath, String... settings) {
        entry(new DirectoryEntry.ServedDomain("example.net", 1, DirectoryEntry.Access.EVERYONE, 1));
        account(1, "alice@example.net");
        account(2, "bob@example.net");
        var all = Settings.of(Stream.concat(
                        Stream.of(
                                "smtp.bind=127.0.0.1",
                                "smtp.port=0",
                                "smtp.submission-port=0",
                                "smtp.submissions-port=0",
                                "mail.domain=example.net",
                                "smtp.spool=" + directoryPath.resolve("spool"),
                                "tls.directory=" + directoryPath.resolve("tls")),
                        Stream.of(settings))
                .toArray(String[]::new));
        var view = new DirectoryView(
                key -> Optional.ofNullable(directory.get(key)),
                () -> loaded,
                local -> srs.back(local).isPresent());
        scanners = new Scanners(all.get(ScanSettings.class), metrics);
        var views = new Views(view, policy, new CreditView(key -> Optional.ofNullable(prices.get(key))));
        var asked = new SmtpServerAssembly.Asked(this::accept, (_, _) -> login, DNS, scanners);
        var assembly = new SmtpServerAssembly(all, views, asked, counting(all));
        server = assembly.server(refused::add, new IngressMetrics(metrics), () -> diskHasRoom);
        server.start();
    }

    private SmtpServerAssembly.Counting counting(Settings all) {
        var own = all.get(LimitSettings.class);
        var exempt = Networks.of(own.exemptNetworks());
        var limits = new Limits(own, exempt, policy, (kind, subject, _) -> counted.add(kind + " " + subject), clock);
        return new SmtpServerAssembly.Counting(limits, () -> true, clock);
    }

    void entry(DirectoryEntry entry) {
        directory.put(entry.key(), entry);
    }

    void account(long id, String address) {
        entry(new DirectoryEntry.AccountAddress(address, new AccountId(id), 1));
        entry(facts(id, address, true, Optional.empty()));
    }

    static DirectoryEntry.AccountFacts facts(long id, String address, boolean enabled, Optional<Instant> fullSince) {
        return new DirectoryEntry.AccountFacts(
                new AccountId(id), address, List.of(address), DirectoryEntry.Role.USER, enabled, true, 1, fullSince, 1);
    }

    static DirectoryEntry.AccountFacts facts(long id, String address, DirectoryEntry.Role role) {
        return new DirectoryEntry.AccountFacts(
                new AccountId(id), address, List.of(address), role, true, true, 1, Optional.empty(), 1);
    }

    /// From now on every password of alice is right.
    void letAliceIn() {
        login = new LoginCheck.Result.Right(
                new Login(new AccountId(1), "alice@example.net", Set.of("alice@example.net")));
    }

    private void accept(MessageAccepted event, Octets octets, Optional<String> traceparent) {
        if (kafkaIsAway) {
            throw new KafkaIsAway();
        }
        try {
            accepted.add(new Accepted(event, octets.bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Dialogue mx() {
        return Dialogue.with(server.port(ListenerKind.MX));
    }

    Dialogue submission() {
        return Dialogue.with(server.port(ListenerKind.SUBMISSION));
    }

    /// A session that has come to MAIL.
    Dialogue greeted() {
        return mx().follows("""
                S: 220 {...}
                C: EHLO client.example
                S: ...
                S: 250 LIMITS RCPTMAX={...}
                """);
    }

    /// A submission session of alice.
    Dialogue aliceSubmits() {
        letAliceIn();
        return submission().follows("""
                S: 220 {...}
                C: EHLO client.example
                S: ...
                S: 250 LIMITS {...}
                C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                S: 235 2.7.0 {...}
                """);
    }

    @Override
    public void close() {
        server.close();
        scanners.close();
        metrics.close();
    }
}
