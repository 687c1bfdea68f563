package org.posthorn.delivery.attempt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.posthorn.delivery.nexthop.NextHopSettings;
import org.posthorn.delivery.nexthop.NextHops;
import org.posthorn.delivery.nexthop.Routes;
import org.posthorn.delivery.nexthop.SiteRules;
import org.posthorn.delivery.nexthop.StsFinding;
import org.posthorn.delivery.report.TlsCounts;
import org.posthorn.delivery.source.Departures;
import org.posthorn.delivery.source.SourceSettings;
import org.posthorn.delivery.source.WarmUpCounts;
import org.posthorn.delivery.transport.ConnectionPool;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.OutgoingContent;
import org.posthorn.delivery.transport.OutgoingMessage;
import org.posthorn.delivery.transport.SmtpClient;
import org.posthorn.delivery.transport.Timeouts;
import org.posthorn.delivery.transport.Watchdog;
import org.posthorn.events.MailEnvelope;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.testing.ManualClock;

/// An attempter that knows one server: the route of `taker.example`.
final class TestAttempter implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ManualClock clock;
    private final ConnectionPool pool = new ConnectionPool(Duration.ofMinutes(1));
    private final Watchdog watchdog = new Watchdog();
    private final Lanes lanes;
    private final TlsCounts reports;

    TestAttempter(ManualClock clock) {
        this.clock = clock;
        this.lanes = new Lanes(new Lanes.Limits(20, 20, 100), clock);
        this.reports = new TlsCounts(clock);
    }

    @Override
    public void close() {
        pool.close();
        watchdog.close();
    }

    Attempter at(int port, SourceSettings sources, WarmUpCounts counts) {
        var means = new Departures.Means(
                sources.sourcePools(), counts, NextHops::isThisMachine, "mail.example.com", 5, clock);
        var wishes = new NextHopSettings(
                List.of(),
                NextHops::isThisMachine,
                NextHopSettings.Family.ANY,
                5,
                LONG,
                Optional.empty(),
                Tls.IF_OFFERED,
                new SiteRules(Map.of()),
                _ -> StsFinding.NONE,
                false);
        var routes = new Routes(Map.of("taker.example", "127.0.0.1:" + port));
        var client =
                new SmtpClient("mail.example.com", new Timeouts(LONG, LONG, LONG, LONG, LONG, LONG), pool, watchdog);
        return new Attempter(
                new NextHops(routes, ZoneResolver.of(""), wishes, new Random(1)),
                client,
                lanes,
                new Departures(means, sources.plan(), new Random(1)),
                reports);
    }

    /// Sessions since the last look that a TLS report would tell of.
    long reported() {
        return reports.take().values().stream().mapToLong(Long::longValue).sum();
    }

    /// Attempts a message to `bob@taker.example`.
    static AttemptOutcome attempt(Attempter attempter, String sender) throws InterruptedException {
        return attempt(attempter, MailEnvelope.of(sender, List.of("bob@taker.example")));
    }

    static AttemptOutcome attempt(Attempter attempter, MailEnvelope envelope) throws InterruptedException {
        var content = OutgoingContent.of("Subject: s\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return attempter
                .attempt("taker.example", "7", new OutgoingMessage(envelope, envelope.recipients(), content))
                .getFirst();
    }
}
