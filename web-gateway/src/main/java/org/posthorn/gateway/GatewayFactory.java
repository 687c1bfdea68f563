package org.posthorn.gateway;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.condition.ConditionContext;
import io.micronaut.http.server.netty.ssl.ServerSslBuilder;
import io.micronaut.http.ssl.ServerSslConfiguration;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.time.InstantSource;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Topics;
import org.posthorn.gateway.admin.AuditStore;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.client.CreditsClient;
import org.posthorn.gateway.client.Directory;
import org.posthorn.gateway.client.IngressClient;
import org.posthorn.gateway.client.LimitsClient;
import org.posthorn.gateway.client.ListsClient;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.client.PolicyClient;
import org.posthorn.gateway.client.QuarantineClient;
import org.posthorn.gateway.client.QueueClient;
import org.posthorn.gateway.compose.Drafts;
import org.posthorn.gateway.compose.Outbound;
import org.posthorn.gateway.compose.SubmissionStore;
import org.posthorn.gateway.content.BodyDocument;
import org.posthorn.gateway.content.PictureLinks;
import org.posthorn.gateway.content.PictureProxyClient;
import org.posthorn.gateway.credit.CreditWords;
import org.posthorn.gateway.login.LoginLimits;
import org.posthorn.gateway.login.SessionStore;
import org.posthorn.gateway.login.Sessions;
import org.posthorn.gateway.mail.MailActions;
import org.posthorn.gateway.mail.MailPages;
import org.posthorn.gateway.page.Listeners;
import org.posthorn.gateway.page.ServerCertificates;
import org.posthorn.gateway.push.ChangeFanout;
import org.posthorn.gateway.push.ChangeListener;
import org.posthorn.gateway.quarantine.QuarantineDesk;
import org.posthorn.gateway.settings.PreferenceStore;
import org.posthorn.gateway.trace.TracePages;
import org.posthorn.gateway.trace.TraceReader;
import org.posthorn.gateway.trace.TraceSettings;
import org.posthorn.gateway.trace.TraceStore;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.content.PostgresClaimStore;
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
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.runtime.tls.ServerTls;
import org.posthorn.runtime.tls.TlsSettings;
import org.posthorn.runtime.tracing.Spans;

/// The table of contents of this service.
@Factory
final class GatewayFactory {
    private static final long FORM_OCTETS = 1 << 20;

    private final InstantSource clock = InstantSource.system();

    @Singleton
    Parts parts(
            View<DirectoryEntry> directory,
            View<PolicyEntry> policy,
            ChangeListener changes,
            TraceReader trace,
            Health health,
            Database database) {
        health.add(
                "database",
                () -> database.answers()
                        ? Condition.well("answers")
                        : Condition.unwell("The database does not answer: nobody can log in."));
        health.add("changes", changes::condition);
        health.add("trace", trace::condition);
        return Parts.of(directory, policy, changes, trace);
    }

    @Singleton
    GatewaySettings settings(Settings settings) {
        return settings.get(GatewaySettings.class);
    }

    /// Asked for before the server starts. A form has a message at most, and some fields around it.
    @Singleton
    Listeners listeners(GatewaySettings gateway, Settings settings) {
        return new Listeners(
                gateway.httpsListen(),
                settings.get(ServiceAddresses.class).gatewayListen(),
                settings.get(MailSettings.class).maxMessageSize().bytes() + FORM_OCTETS);
    }

    @Singleton
    @Requires(condition = IsEncrypted.class)
    ServerSslBuilder certificates(Settings settings, ServerSslConfiguration configuration) {
        var hostname = settings.get(MailSettings.class).primaryHostname();
        return new ServerCertificates(ServerTls.of(settings.get(TlsSettings.class), hostname, clock), configuration);
    }

    /// Whether there is an encrypted listener.
    static final class IsEncrypted implements io.micronaut.context.condition.Condition {
        @Override
        @SuppressWarnings("rawtypes")
        public boolean matches(ConditionContext context) {
            return context.getBean(Settings.class)
                    .get(GatewaySettings.class)
                    .httpsListen()
                    .isPresent();
        }
    }

    @Singleton
    @Bean(preDestroy = "close")
    Database database(Settings settings) {
        return Database.open(settings.get(DatabaseSettings.class), "gateway");
    }

    @Singleton
    KafkaConnection kafka(Settings settings) {
        return settings.get(KafkaSettings.class).connection();
    }

    @Singleton
    View<DirectoryEntry> directoryView(KafkaConnection kafka, Metrics metrics) {
        var view = new View<>(kafka, Topics.DIRECTORY, DirectoryEntry::version);
        view.measure(metrics);
        return view;
    }

    @Singleton
    View<PolicyEntry> policyView(KafkaConnection kafka) {
        return new View<>(kafka, Topics.POLICY, PolicyEntry::version, CreditView::reads);
    }

    @Singleton
    Directory directory(View<DirectoryEntry> view) {
        return new Directory(view);
    }

    @Singleton
    Services services(Settings settings, ServiceToken token) {
        var addresses = settings.get(ServiceAddresses.class);
        var http = settings.get(HttpSettings.class);
        HttpClient client = ServiceClient.httpClient();
        return new Services(
                addresses.ingress(client, token, http),
                addresses.mailbox(client, token, http),
                addresses.policy(client, token, http),
                addresses.delivery(client, token, http));
    }

    /// The other services.
    record Services(ServiceClient ingress, ServiceClient mailbox, ServiceClient policy, ServiceClient delivery) {}

    @Singleton
    IngressClient ingress(Services services) {
        return new IngressClient(services.ingress());
    }

    @Singleton
    AccountsClient accounts(Services services) {
        return new AccountsClient(services.mailbox());
    }

    @Singleton
    MailClient mail(Services services) {
        return new MailClient(services.mailbox());
    }

    @Singleton
    PolicyClient policy(Services services) {
        return new PolicyClient(services.policy());
    }

    @Singleton
    CreditsClient credits(Services services) {
        return new CreditsClient(services.policy());
    }

    @Singleton
    ListsClient lists(Services services) {
        return new ListsClient(services.policy());
    }

    @Singleton
    LimitsClient limits(Services services) {
        return new LimitsClient(services.policy());
    }

    @Singleton
    QuarantineDesk quarantine(Services services) {
        return new QuarantineDesk(new QuarantineClient(services.policy()));
    }

    @Singleton
    QueueClient queue(Services services) {
        return new QueueClient(services.delivery());
    }

    @Singleton
    AuditStore audit(Database database) {
        return new AuditStore(database, clock);
    }

    @Singleton
    SessionStore sessionStore(Database database, GatewaySettings settings) {
        return new SessionStore(database, settings, clock);
    }

    @Singleton
    Sessions sessions(
            SessionStore store,
            Directory directory,
            AccountsClient accounts,
            LoginLimits limits,
            GatewaySettings settings) {
        return new Sessions(store, directory, accounts, limits, settings);
    }

    @Singleton
    PreferenceStore preferences(Database database) {
        return new PreferenceStore(database);
    }

    @Singleton
    LoginLimits loginLimits(GatewaySettings settings) {
        return new LoginLimits(settings.loginAttempts(), clock);
    }

    @Singleton
    PictureLinks pictureLinks(SecretStore secrets) {
        return new PictureLinks(secrets.secret("pictures"), clock);
    }

    @Singleton
    SecretStore secrets(Database database) {
        return new SecretStore(database);
    }

    @Singleton
    BodyDocument bodyDocument(PictureLinks links) {
        return new BodyDocument(links);
    }

    @Singleton
    PictureProxyClient pictureProxy() {
        return new PictureProxyClient();
    }

    @Singleton
    MailPages mailPages(MailClient mail, AccountsClient accounts, TracePages trace, GatewaySettings settings) {
        return new MailPages(mail, accounts, trace, clock, settings.imageProxy());
    }

    @Singleton
    MailActions mailActions(MailClient mail) {
        return new MailActions(mail);
    }

    @Singleton
    MailSettings mailSettings(Settings settings) {
        return settings.get(MailSettings.class);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Claims claims(Settings settings) {
        return new Claims(Database.open(settings.get(DatabaseSettings.class), "claims"));
    }

    /// The schema of the claim store.
    record Claims(Database database) implements AutoCloseable {
        @Override
        public void close() {
            database.close();
        }
    }

    @Singleton
    @Bean(preDestroy = "close")
    Publisher publisher(KafkaConnection kafka) {
        return new Publisher(kafka);
    }

    @Singleton
    Acceptance acceptance(Publisher publisher, Claims claims, Settings settings, DiskRoom disks, Spans spans) {
        var inline = settings.get(KafkaSettings.class).inlineLimit().bytes();
        return new Acceptance(publisher, new PostgresClaimStore(claims.database()), "web-gateway", inline)
                .closedWhile(disks::shortage)
                .tracedBy(spans);
    }

    @Singleton
    Drafts drafts(MailClient mail, AccountsClient accounts, MailSettings settings) {
        return new Drafts(mail, accounts, settings, clock);
    }

    @Singleton
    CreditWords creditWords(View<PolicyEntry> policy, Directory directory) {
        return new CreditWords(directory, new CreditView(policy::get));
    }

    @Singleton
    Outbound outbound(
            Acceptance acceptance, Database database, Directory directory, CreditWords credits, MailSettings settings) {
        var checks = new Outbound.Checks(directory, credits, settings);
        return new Outbound(acceptance, new SubmissionStore(database), checks, clock);
    }

    @Singleton
    TraceStore traceStore(Database database) {
        return new TraceStore(database);
    }

    @Singleton
    TraceReader traceReader(KafkaConnection kafka, TraceStore store, Settings settings) {
        return new TraceReader(kafka, store, settings.get(TraceSettings.class), clock);
    }

    @Singleton
    TracePages tracePages(TraceStore store) {
        return new TracePages(store, clock);
    }

    @Singleton
    ChangeFanout changeFanout() {
        return new ChangeFanout();
    }

    @Singleton
    ChangeListener changeListener(KafkaConnection kafka, ChangeFanout fanout) {
        return new ChangeListener(kafka, fanout);
    }
}
