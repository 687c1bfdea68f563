package org.posthorn.ingress;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Topics;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.authentication.MailboxLoginClient;
import org.posthorn.ingress.listener.IngressMetrics;
import org.posthorn.ingress.listener.RefusalLog;
import org.posthorn.ingress.listener.SmtpServer;
import org.posthorn.ingress.listener.SmtpServerAssembly;
import org.posthorn.ingress.view.DirectoryView;
import org.posthorn.ingress.view.PolicyView;
import org.posthorn.ingress.view.Views;
import org.posthorn.mailauth.dns.DnsJavaResolver;
import org.posthorn.mailauth.dns.DnsSettings;
import org.posthorn.mailauth.srs.Srs;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.credit.CreditView;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.DiskRoom;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.View;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.scan.ScanSettings;
import org.posthorn.runtime.scan.Scanners;
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.settings.ForwardingSettings;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.ResolverSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.runtime.tracing.Spans;

/// What smtp-ingress consists of.
@Factory
final class IngressFactory {

    @Singleton
    KafkaConnection kafka(Settings settings) {
        return settings.get(KafkaSettings.class).connection();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Publisher publisher(KafkaConnection kafka) {
        return new Publisher(kafka);
    }

    @Singleton
    @Bean(preDestroy = "close")
    LazyClaimStore claims(Settings settings) {
        return new LazyClaimStore(settings.get(DatabaseSettings.class));
    }

    @Singleton
    WatchedLog accepting(Publisher publisher, LazyClaimStore claims, Settings settings, Spans spans) {
        var inlineLimit = settings.get(KafkaSettings.class).inlineLimit().bytes();
        return new WatchedLog(new Acceptance(publisher, claims, "smtp-ingress", inlineLimit).tracedBy(spans)::accept);
    }

    @Singleton
    View<DirectoryEntry> directory(KafkaConnection kafka, Metrics metrics) {
        var view = new View<>(kafka, Topics.DIRECTORY, DirectoryEntry::version);
        view.measure(metrics);
        return view;
    }

    @Singleton
    View<PolicyEntry> policy(KafkaConnection kafka, Metrics metrics) {
        var view = new View<>(kafka, Topics.POLICY, PolicyEntry::version, PolicyView::isKept);
        view.measure(metrics);
        return view;
    }

    @Singleton
    Views views(View<DirectoryEntry> directory, View<PolicyEntry> policy, Srs srs) {
        var known = new PolicyView(policy::loaded);
        policy.onChange(known);
        var addresses = new DirectoryView(
                directory::get, directory::loaded, local -> srs.back(local).isPresent());
        return new Views(addresses, known, new CreditView(policy::get));
    }

    @Singleton
    Counts counts(Settings settings, Views views, KafkaConnection connection, Publisher publisher) {
        return Counts.of(settings, views.policy(), connection, publisher);
    }

    @Singleton
    LoginCheck logins(Settings settings, ServiceToken token) {
        var mailbox = settings.get(ServiceAddresses.class)
                .mailbox(ServiceClient.httpClient(), token, settings.get(HttpSettings.class));
        return new MailboxLoginClient(mailbox);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Scanners scanners(Settings settings, Metrics metrics) {
        return new Scanners(settings.get(ScanSettings.class), metrics);
    }

    @Singleton
    SmtpServerAssembly.Asked asked(WatchedLog log, LoginCheck logins, Scanners scanners, Settings settings) {
        var dns = settings.get(ResolverSettings.class);
        var resolver = new DnsJavaResolver(DnsSettings.of(
                dns.servers(), dns.timeout(), dns.tries(), dns.cacheEntries(), dns.trustAuthenticated()));
        return new SmtpServerAssembly.Asked(log, logins, resolver, scanners);
    }

    /// Tells our own rewritten reverse-paths from what others made up.
    @Singleton
    Srs srs(Settings settings, ServiceToken token) {
        var key = settings.get(ForwardingSettings.class).key(() -> token.derivedKey("srs"));
        return new Srs(key, settings.get(MailSettings.class).domain(), InstantSource.system());
    }

    @Singleton
    SmtpServer server(Settings settings, Views views, SmtpServerAssembly.Asked asked, Surroundings around) {
        var assembly =
                new SmtpServerAssembly(settings, views, asked, around.counts().counting());
        return assembly.server(around.refusals(), around.metrics(), around.diskRoom());
    }

    /// What the server tells others, and what it asks the machine.
    record Surroundings(RefusalLog refusals, IngressMetrics metrics, DiskRoom diskRoom, Counts counts) {}

    @Singleton
    Surroundings surroundings(Publisher publisher, Metrics metrics, DiskRoom disks, Settings settings, Counts counts) {
        var all = disks.with(settings.get(SmtpSettings.class).spool(), metrics);
        return new Surroundings(new RefusalPublisher(publisher), new IngressMetrics(metrics), all, counts);
    }

    @Singleton
    Parts parts(
            View<DirectoryEntry> directory,
            View<PolicyEntry> policy,
            SmtpServer server,
            WatchedLog log,
            Health health,
            Surroundings around) {
        var counts = around.counts();
        health.add("log", log::condition);
        health.add("directory", () -> condition(directory));
        health.add("policy", () -> condition(policy));
        health.add("disks", around.diskRoom()::condition);
        health.add("sessions", () -> Condition.well(server.openSessions() + " open"));
        health.add("limits", counts::condition);
        return Parts.of(directory, policy, counts, server);
    }

    private static Condition condition(View<?> view) {
        return view.loaded() ? Condition.well("lag " + view.standing().lag()) : Condition.unwell("not loaded yet");
    }
}
