package org.posthorn.delivery;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.posthorn.delivery.admin.QueueChangeStore;
import org.posthorn.delivery.admin.QueueChanges;
import org.posthorn.delivery.admin.QueueFigures;
import org.posthorn.delivery.admin.QueueJobStore;
import org.posthorn.delivery.admin.QueueViewStore;
import org.posthorn.delivery.attempt.Attempter;
import org.posthorn.delivery.attempt.Lanes;
import org.posthorn.delivery.intake.ActiveWindow;
import org.posthorn.delivery.intake.DueAttempts;
import org.posthorn.delivery.intake.FirstAttempts;
import org.posthorn.delivery.intake.Means;
import org.posthorn.delivery.intake.Runner;
import org.posthorn.delivery.intake.Suppression;
import org.posthorn.delivery.nexthop.MtaSts;
import org.posthorn.delivery.nexthop.MtaStsClient;
import org.posthorn.delivery.nexthop.MtaStsStore;
import org.posthorn.delivery.nexthop.NextHopSettings;
import org.posthorn.delivery.nexthop.NextHops;
import org.posthorn.delivery.nexthop.StsFinding;
import org.posthorn.delivery.nexthop.StsPolicies;
import org.posthorn.delivery.outcome.DeliveryMetrics;
import org.posthorn.delivery.outcome.DsnAuthor;
import org.posthorn.delivery.outcome.OutcomeDecider;
import org.posthorn.delivery.outcome.OutcomePublisher;
import org.posthorn.delivery.outcome.Settlement;
import org.posthorn.delivery.queue.QueueStore;
import org.posthorn.delivery.report.ReportUploadClient;
import org.posthorn.delivery.report.TlsCounts;
import org.posthorn.delivery.report.TlsReportStore;
import org.posthorn.delivery.report.TlsReporting;
import org.posthorn.delivery.source.Departures;
import org.posthorn.delivery.source.SourceSettings;
import org.posthorn.delivery.source.WarmUpStore;
import org.posthorn.delivery.transport.ConnectionPool;
import org.posthorn.delivery.transport.SmtpClient;
import org.posthorn.delivery.transport.Watchdog;
import org.posthorn.delivery.web.WebClient;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Topics;
import org.posthorn.mail.address.Domain;
import org.posthorn.mailauth.dns.DnsJavaResolver;
import org.posthorn.mailauth.dns.DnsSettings;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.DiskRoom;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.ShareLoop;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.kafka.TopicWatch;
import org.posthorn.runtime.kafka.View;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.ResolverSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.runtime.tls.ClientTls;
import org.posthorn.runtime.tracing.Spans;

/// What delivery-worker is made of.
@Factory
final class DeliveryFactory {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration LOCK_RENEWAL = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int RECORDS_OF_A_POLL = 500;
    private static final String SERVICE = "delivery-worker";
    private static final InstantSource CLOCK = InstantSource.system();
    /// Servers that are tried in one attempt.
    private static final int MOST_ADDRESSES = 5;

    private final DeliverySettings delivery;
    private final MailSettings mail;
    private final Settings settings;

    DeliveryFactory(Settings settings) {
        this.settings = settings;
        this.delivery = settings.get(DeliverySettings.class);
        this.mail = settings.get(MailSettings.class);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Database database(Health health) {
        var database = Database.whenUp(settings.get(DatabaseSettings.class), "delivery");
        health.add(
                "database",
                () -> database.answers()
                        ? Condition.well("The database answers.")
                        : Condition.unwell("The database does not answer."));
        return database;
    }

    @Singleton
    ClaimStore claims() {
        return new PostgresClaimStore(Database.whenUp(settings.get(DatabaseSettings.class), "claims"));
    }

    @Singleton
    KafkaConnection kafka() {
        return settings.get(KafkaSettings.class).connection();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Publisher publisher(KafkaConnection connection) {
        return new Publisher(connection);
    }

    @Singleton
    OutcomePublisher outcomes(Publisher publisher) {
        return new OutcomePublisher(publisher);
    }

    @Singleton
    Resolver resolver() {
        var dns = settings.get(ResolverSettings.class);
        return new DnsJavaResolver(DnsSettings.of(
                dns.servers(), dns.timeout(), dns.tries(), dns.cacheEntries(), dns.trustAuthenticated()));
    }

    @Singleton
    @Bean(preDestroy = "close")
    ConnectionPool pool() {
        return new ConnectionPool(delivery.connectionIdle());
    }

    @Singleton
    @Bean(preDestroy = "close")
    Watchdog watchdog() {
        return new Watchdog();
    }

    @Singleton
    WebClient web(Resolver resolver, Watchdog watchdog) {
        return new WebClient(resolver, delivery.addressFamily().families(), watchdog, ClientTls.verifying());
    }

    @Singleton
    MtaStsClient policyFiles(WebClient web) {
        return new MtaStsClient(web);
    }

    @Singleton
    ReportUploadClient reportUpload(WebClient web) {
        return new ReportUploadClient(web);
    }

    @Singleton
    TlsCounts tlsCounts() {
        return new TlsCounts(CLOCK);
    }

    @Singleton
    StsPolicies stsPolicies(Resolver resolver, MtaStsClient files, Database database) {
        return delivery.mtaSts() ? new MtaSts(resolver, files, new MtaStsStore(database), CLOCK) : _ -> StsFinding.NONE;
    }

    @Singleton
    TlsReporting tlsReporting(
            TlsCounts counts, Database database, Resolver resolver, Acceptance acceptance, ReportUploadClient upload) {
        var options =
                new TlsReporting.Options(delivery.tlsReports(), mail.primaryHostname(), "postmaster@" + mail.domain());
        var parts = new TlsReporting.Means(counts, new TlsReportStore(database), resolver, acceptance, upload);
        return new TlsReporting(parts, options, CLOCK);
    }

    @Singleton
    Acceptance acceptance(Publisher publisher, ClaimStore claims, Spans spans) {
        var inline = settings.get(KafkaSettings.class).inlineLimit().bytes();
        return new Acceptance(publisher, claims, SERVICE, inline).tracedBy(spans);
    }

    @Singleton
    NextHops nextHops(Resolver resolver, StsPolicies policies) {
        var names = new ArrayList<>(mail.hostname());
        names.add(mail.primaryHostname());
        var wishes = new NextHopSettings(
                List.copyOf(names),
                NextHops::isThisMachine,
                delivery.addressFamily(),
                MOST_ADDRESSES,
                Duration.ofSeconds(15),
                delivery.smarthostLogin(),
                delivery.effectiveSmarthostTls(),
                delivery.siteRules(),
                policies,
                delivery.dane());
        return new NextHops(delivery.nextHopRoutes(), resolver, wishes, random());
    }

    @Singleton
    Lanes lanes() {
        return new Lanes(delivery.laneLimits(), CLOCK);
    }

    @Singleton
    View<PolicyEntry> policy(KafkaConnection connection) {
        return new View<>(connection, Topics.POLICY, PolicyEntry::version);
    }

    @Singleton
    Departures departures(Database database, Health health) {
        var sources = settings.get(SourceSettings.class);
        var means = new Departures.Means(
                sources.sourcePools(),
                new WarmUpStore(database),
                NextHops::isThisMachine,
                mail.primaryHostname(),
                MOST_ADDRESSES,
                CLOCK);
        var departures = new Departures(means, sources.plan(), random());
        health.add("sources", departures::condition);
        return departures;
    }

    @Singleton
    Attempter attempter(
            NextHops nextHops,
            Lanes lanes,
            ConnectionPool pool,
            Watchdog watchdog,
            Departures departures,
            TlsCounts counts) {
        var client = new SmtpClient(mail.primaryHostname(), delivery.timeouts(), pool, watchdog);
        return new Attempter(nextHops, client, lanes, departures, counts);
    }

    @Singleton
    Runner runner(
            Attempter attempter, View<PolicyEntry> policy, ClaimStore claims, DeliveryMetrics metrics, Spans spans) {
        return new Runner(attempter, new Suppression(policy, CLOCK), claims, metrics, spans);
    }

    @Singleton
    DeliveryMetrics deliveryMetrics(Metrics metrics, ConnectionPool pool) {
        var counts = new DeliveryMetrics(metrics);
        counts.gauge("posthorn_delivery_idle_connections", "Connections that lie ready.", pool::size);
        return counts;
    }

    @Singleton
    Settlement settlement(
            Acceptance acceptance, ClaimStore claims, OutcomePublisher outcomes, DeliveryMetrics metrics) {
        var author = new DsnAuthor(Domain.of(mail.primaryHostname()), acceptance, claims);
        var decider = new OutcomeDecider(delivery.schedule(), delivery.inDoubt(), delivery.delayNotice(), random());
        return new Settlement(decider, author, outcomes, metrics);
    }

    @Singleton
    Means means(
            Runner runner,
            Settlement settlement,
            Database database,
            Lanes lanes,
            NextHops nextHops,
            DeliveryMetrics metrics) {
        var window = new ActiveWindow(delivery.concurrentMessages(), lanes::capacity);
        metrics.gauge("posthorn_delivery_lanes", "Sites that this worker knows.", lanes::size);
        metrics.gauge("posthorn_delivery_active_messages", "Messages in this worker's hands.", window::size);
        var store = new QueueStore(database, UUID.randomUUID().toString());
        return new Means(runner, settlement, store, window, nextHops.known(), metrics, CLOCK);
    }

    @Singleton
    QueueViewStore view(Database database) {
        return new QueueViewStore(database);
    }

    @Singleton
    QueueChanges changes(Database database, OutcomePublisher publisher) {
        return new QueueChanges(new QueueChangeStore(database, delivery.queueLifetime()), publisher, CLOCK);
    }

    @Singleton
    QueueJobStore jobs(Database database) {
        return new QueueJobStore(database);
    }

    @Singleton
    Parts parts(
            Means means,
            TlsReporting reporting,
            View<PolicyEntry> policy,
            KafkaConnection connection,
            Publisher publisher,
            Attendance attendance) {
        var due = new DueAttempts(means, new DueAttempts.Options(LEASE, LOOK));
        var first = new FirstAttempts(
                means, due, new FirstAttempts.Options(delivery.effectivePatience(), LEASE, LOCK_RENEWAL));
        List<Running> readers = new ArrayList<>();
        for (var member = 0; member < delivery.readers(); member++) {
            var options = new ShareLoop.Options(TopicProvisioner.DELIVERY_GROUP, RECORDS_OF_A_POLL, member);
            var loop = new ShareLoop<>(connection, Topics.DELIVERY_REMOTE, publisher, options, first);
            loop.pauseWhile(attendance.disks()::shortage);
            loop.measure(attendance.metrics());
            attendance.health().add("reader-" + member, () -> loop.state().condition());
            readers.add(loop);
        }
        return Parts.of(attendance.watch(), policy, due, reporting, attendance.queue(), Parts.together(readers));
    }

    /// What the service is watched by, and what holds it up.
    record Attendance(Health health, Metrics metrics, DiskRoom disks, TopicWatch watch, QueueFigures queue) {}

    @Singleton
    Attendance attendance(
            KafkaConnection connection, Health health, Metrics metrics, DiskRoom disks, QueueViewStore view) {
        var watch = new TopicWatch(connection, List.of(Topics.DELIVERY_REMOTE))
                .withShareGroup(TopicProvisioner.DELIVERY_GROUP)
                .show(metrics, health);
        return new Attendance(health, metrics, disks, watch, new QueueFigures(view, CLOCK, metrics));
    }

    /// Spreads retries and shuffles exchangers; nothing secret hangs on it.
    private static RandomGenerator random() {
        return () -> ThreadLocalRandom.current().nextLong();
    }
}
