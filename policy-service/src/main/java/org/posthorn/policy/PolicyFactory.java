package org.posthorn.policy;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.Topics;
import org.posthorn.mail.address.Domain;
import org.posthorn.mailauth.dmarc.PublicSuffixes;
import org.posthorn.mailauth.dns.DnsJavaResolver;
import org.posthorn.mailauth.dns.DnsSettings;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.mailauth.srs.Srs;
import org.posthorn.policy.credit.Charges;
import org.posthorn.policy.credit.CreditParts;
import org.posthorn.policy.evidence.ClientFacts;
import org.posthorn.policy.extension.ExtensionSettings;
import org.posthorn.policy.extension.Extensions;
import org.posthorn.policy.forwarding.Forwarding;
import org.posthorn.policy.intake.Intake;
import org.posthorn.policy.judgement.Judge;
import org.posthorn.policy.limits.OwnLimits;
import org.posthorn.policy.limits.TopTalkers;
import org.posthorn.policy.lists.ListUpkeep;
import org.posthorn.policy.lists.SenderLists;
import org.posthorn.policy.publish.EntrySource;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.policy.publish.PolicyPublisher;
import org.posthorn.policy.quarantine.AllowedSenders;
import org.posthorn.policy.quarantine.Onwards;
import org.posthorn.policy.quarantine.Quarantine;
import org.posthorn.policy.quarantine.QuarantineUpkeep;
import org.posthorn.policy.route.Router;
import org.posthorn.policy.rules.DomainRules;
import org.posthorn.policy.signing.DkimKeys;
import org.posthorn.policy.signing.KeyRotation;
import org.posthorn.policy.signing.OutboundSigner;
import org.posthorn.policy.suppression.SuppressionWatch;
import org.posthorn.policy.view.DirectoryView;
import org.posthorn.policy.view.Refresh;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.DiskRoom;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicWatch;
import org.posthorn.runtime.kafka.View;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.outbox.OutboxPublisher;
import org.posthorn.runtime.scan.ScanSettings;
import org.posthorn.runtime.scan.Scanners;
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.settings.ClientCheckSettings;
import org.posthorn.runtime.settings.EvidenceSettings;
import org.posthorn.runtime.settings.ForwardingSettings;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.ResolverSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.runtime.tracing.Spans;

/// What policy-service is made of.
@Factory
final class PolicyFactory {
    private static final InstantSource CLOCK = InstantSource.system();

    @Singleton
    @Named("policy")
    @Bean(preDestroy = "close")
    Database database(Settings settings, Health health) {
        var database = Database.open(settings.get(DatabaseSettings.class), "policy");
        health.add(
                "database",
                () -> database.answers()
                        ? Condition.well("The database answers.")
                        : Condition.unwell("The database does not answer; signing goes on with the keys at hand."));
        return database;
    }

    @Singleton
    @Named("claims")
    @Bean(preDestroy = "close")
    Database claimDatabase(Settings settings) {
        return Database.open(settings.get(DatabaseSettings.class), "claims");
    }

    @Singleton
    ClaimStore claims(@Named("claims") Database database) {
        return new PostgresClaimStore(database);
    }

    @Singleton
    KafkaConnection kafka(Settings settings) {
        return settings.get(KafkaSettings.class).connection();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Publisher publisher(KafkaConnection connection) {
        return new Publisher(connection);
    }

    @Singleton
    View<DirectoryEntry> directory(KafkaConnection connection, Metrics metrics) {
        var view = new View<>(connection, Topics.DIRECTORY, DirectoryEntry::version);
        view.measure(metrics);
        return view;
    }

    @Singleton
    TopicWatch topicWatch(KafkaConnection connection, Metrics metrics, Health health) {
        return new TopicWatch(connection, List.of(Topics.MAIL_ACCEPTED, Topics.MAIL_WAITING)).show(metrics, health);
    }

    @Singleton
    Outbox outbox() {
        return new Outbox();
    }

    @Singleton
    OutboxPublisher outboxPublisher(
            @Named("policy") Database database, Outbox outbox, Publisher publisher, Health health) {
        var outboxPublisher = new OutboxPublisher(database, outbox, publisher::send);
        health.add("outbox", outboxPublisher::condition);
        return outboxPublisher;
    }

    @Singleton
    PolicyEntries policyEntries(Outbox outbox) {
        return new PolicyEntries(outbox, CLOCK);
    }

    @Singleton
    SenderLists senderLists(@Named("policy") Database database, PolicyEntries entries) {
        return new SenderLists(database, entries, CLOCK);
    }

    @Singleton
    OwnLimits ownLimits(@Named("policy") Database database, PolicyEntries entries) {
        return new OwnLimits(database, entries, CLOCK);
    }

    @Singleton
    TopTalkers topTalkers(KafkaConnection connection, Settings settings) {
        return new TopTalkers(connection, settings.get(LimitSettings.class), CLOCK);
    }

    @Singleton
    ListUpkeep listUpkeep(SenderLists lists, KafkaConnection connection, Publisher publisher) {
        return new ListUpkeep(lists, connection, publisher);
    }

    @Singleton
    PolicyPublisher policyPublisher(
            KafkaConnection connection,
            @Named("policy") Database database,
            PolicyEntries entries,
            List<EntrySource> sources,
            Health health) {
        var policy = new PolicyPublisher(connection, database, entries, sources);
        health.add("policy", policy::condition);
        return policy;
    }

    @Singleton
    Intake.Stores stores(
            KafkaConnection connection, Publisher publisher, ClaimStore claims, Settings settings, Spans spans) {
        var limit = settings.get(KafkaSettings.class).inlineLimit().bytes();
        return new Intake.Stores(connection, publisher, claims, limit, spans);
    }

    @Singleton
    Srs srs(Settings settings, ServiceToken token) {
        var key = settings.get(ForwardingSettings.class).key(() -> token.derivedKey("srs"));
        return new Srs(key, settings.get(MailSettings.class).domain(), CLOCK);
    }

    @Singleton
    DirectoryView directoryView(View<DirectoryEntry> view, Srs srs, Settings settings) {
        var known = new DirectoryView(view, settings.get(MailSettings.class).postmaster(), srs);
        view.onChange(known);
        return known;
    }

    @Singleton
    Forwarding forwarding(Srs srs, DkimKeys keys, Settings settings) {
        var hostname = settings.get(MailSettings.class).primaryHostname();
        return new Forwarding(
                srs, keys, hostname, settings.get(ForwardingSettings.class).messagesPerHour());
    }

    /// What is held, and whose mail is not.
    record Holding(Quarantine quarantine, AllowedSenders allowed) {}

    @Singleton
    Holding holding(Quarantine quarantine, AllowedSenders allowed) {
        return new Holding(quarantine, allowed);
    }

    @Singleton
    Intake.Decisions decisions(
            DirectoryView directory,
            Charges charges,
            Holding holding,
            DkimKeys keys,
            Forwarding forwarding,
            Settings settings) {
        var mail = settings.get(MailSettings.class);
        var limits = settings.get(PolicySettings.class).routingLimits();
        var router = new Router(directory, limits, Domain.of(mail.domain()));
        return new Intake.Decisions(
                directory,
                router,
                new Judge(settings.get(EvidenceSettings.class).trustedSealers()),
                charges,
                holding.quarantine(),
                holding.allowed(),
                new OutboundSigner(keys),
                forwarding);
    }

    @Singleton
    DomainRules domainRules(@Named("policy") Database database, PolicyEntries entries) {
        return new DomainRules(database, entries, CLOCK);
    }

    @Singleton
    Extensions extensions(DirectoryView directory, Settings settings) {
        var mail = settings.get(MailSettings.class);
        var postmaster = mail.postmaster().filter(address -> address.indexOf('@') > 0);
        return Extensions.of(
                settings.get(ExtensionSettings.class), directory, postmaster.orElse("postmaster@" + mail.domain()));
    }

    @Singleton
    @Bean(preDestroy = "close")
    Scanners scanners(Settings settings, Metrics metrics) {
        return new Scanners(settings.get(ScanSettings.class), metrics);
    }

    @Singleton
    Intake.Evidence evidence(Extensions extensions, Scanners scanners, Settings settings) {
        var dns = settings.get(ResolverSettings.class);
        var own = settings.get(EvidenceSettings.class);
        var resolver = new DnsJavaResolver(DnsSettings.of(
                dns.servers(), dns.timeout(), dns.tries(), dns.cacheEntries(), dns.trustAuthenticated()));
        var suffixes = PublicSuffixes.of(own.publicSuffixList());
        var hostname = settings.get(MailSettings.class).primaryHostname();
        var gatherer = new EvidenceGatherer(resolver, suffixes, hostname, CLOCK);
        var clients = new ClientFacts(settings.get(ClientCheckSettings.class), resolver, hostname);
        return new Intake.Evidence(extensions, scanners, gatherer, clients, own.deadline(), own.longestWait());
    }

    @Singleton
    EvidenceGatherer gatherer(Intake.Evidence evidence) {
        return evidence.gatherer();
    }

    @Singleton
    Onwards released(Intake intake) {
        return intake.released();
    }

    @Singleton
    Intake intake(
            Intake.Stores stores,
            Intake.Decisions decisions,
            Intake.Evidence evidence,
            Settings settings,
            Attendance attendance) {
        var own = settings.get(PolicySettings.class);
        var hostname = settings.get(MailSettings.class).primaryHostname();
        var options = new Intake.Options(own.instance().orElse("policy"), own.batchMessages(), hostname);
        return Intake.of(stores, decisions, evidence, options, attendance.metrics())
                .attended(attendance.disks()::shortage, attendance.metrics());
    }

    /// What the loop is watched by, and what holds it up.
    record Attendance(Metrics metrics, DiskRoom disks) {}

    @Singleton
    Attendance attendance(Metrics metrics, DiskRoom disks) {
        return new Attendance(metrics, disks);
    }

    @Singleton
    Publishing publishing(OutboxPublisher outbox, PolicyPublisher policy, ListUpkeep lists, TopTalkers talkers) {
        return new Publishing(outbox, policy, lists, talkers);
    }

    /// What brings policy entries into the log, and keeps what they tell of in order.
    record Publishing(OutboxPublisher outbox, PolicyPublisher policy, ListUpkeep lists, TopTalkers talkers) {}

    @Singleton
    Upkeep upkeep(DkimKeys keys, KeyRotation rotation, QuarantineUpkeep quarantine, SuppressionWatch suppression) {
        return new Upkeep(keys, rotation, quarantine, suppression);
    }

    /// What keeps keys, held messages and suppressed addresses in order.
    record Upkeep(DkimKeys keys, KeyRotation rotation, QuarantineUpkeep quarantine, SuppressionWatch suppression) {}

    @Singleton
    Parts parts(
            Publishing publishing,
            View<DirectoryEntry> directory,
            CreditParts credits,
            Upkeep upkeep,
            Intake intake,
            Health health,
            TopicWatch watch) {
        health.add(
                "directory",
                () -> directory.loaded()
                        ? Condition.well("loaded")
                        : Condition.unwell("The directory is not loaded yet: mailbox-service has not published it."));
        health.add("judging", intake::condition);
        health.add("waiting", intake::waitingCondition);
        return Parts.of(
                watch,
                credits.opening(),
                directory,
                publishing.outbox(),
                publishing.policy(),
                publishing.lists(),
                publishing.talkers(),
                new Refresh("dkim-keys", upkeep.keys()::reload),
                upkeep.rotation(),
                new Refresh("prices", credits.prices()::reload),
                credits.outcomes(),
                upkeep.quarantine(),
                intake,
                upkeep.suppression());
    }
}
