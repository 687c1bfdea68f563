package org.posthorn.ingress;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.Topics;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.authentication.MailboxLoginClient;
import org.posthorn.ingress.listener.IngressMetrics;
import org.posthorn.ingress.listener.RefusalLog;
import org.posthorn.ingress.listener.SmtpServer;
import org.posthorn.ingress.listener.SmtpServerAssembly;
import org.posthorn.ingress.view.DirectoryView;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.DiskRoom;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceAddresses;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.View;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.DatabaseSettings;

/// What smtp-ingress consists of.
@Factory
final class IngressFactory {

    @Singleton
    @Bean(preDestroy = "close")
    Publisher publisher(Settings settings) {
        return new Publisher(settings.get(KafkaSettings.class).connection());
    }

    @Singleton
    @Bean(preDestroy = "close")
    LazyClaimStore claims(Settings settings) {
        return new LazyClaimStore(settings.get(DatabaseSettings.class));
    }

    @Singleton
    WatchedLog accepting(Publisher publisher, LazyClaimStore claims, Settings settings) {
        var inlineLimit = settings.get(KafkaSettings.class).inlineLimit().bytes();
        return new WatchedLog(new Acceptance(publisher, claims, "smtp-ingress", inlineLimit)::accept);
    }

    @Singleton
    View<DirectoryEntry> directory(Settings settings, Metrics metrics) {
        var view =
                new View<>(settings.get(KafkaSettings.class).connection(), Topics.DIRECTORY, DirectoryEntry::version);
        view.measure(metrics);
        return view;
    }

    @Singleton
    LoginCheck logins(Settings settings, ServiceToken token) {
        var mailbox = settings.get(ServiceAddresses.class)
                .mailbox(ServiceClient.httpClient(), token, settings.get(HttpSettings.class));
        return new MailboxLoginClient(mailbox);
    }

    @Singleton
    SmtpServer server(
            Settings settings, View<DirectoryEntry> directory, WatchedLog log, LoginCheck logins, Surroundings around) {
        var view = new DirectoryView(directory::get, directory::loaded);
        var assembly = new SmtpServerAssembly(settings, view, log, logins, InstantSource.system());
        return assembly.server(around.refusals(), around.metrics(), around.diskRoom());
    }

    /// What the server tells others, and what it asks the machine.
    record Surroundings(RefusalLog refusals, IngressMetrics metrics, DiskRoom diskRoom) {}

    @Singleton
    Surroundings surroundings(Publisher publisher, Metrics metrics, DiskRoom disks, Settings settings) {
        var all = disks.with(settings.get(SmtpSettings.class).spool());
        all.measure(metrics);
        return new Surroundings(new RefusalPublisher(publisher), new IngressMetrics(metrics), all);
    }

    @Singleton
    Parts parts(View<DirectoryEntry> directory, SmtpServer server, WatchedLog log, Health health, Surroundings around) {
        health.add("log", log::condition);
        health.add(
                "directory",
                () -> directory.loaded()
                        ? Condition.well("lag " + directory.standing().lag())
                        : Condition.unwell("not loaded yet"));
        health.add("disks", around.diskRoom()::condition);
        health.add("sessions", () -> Condition.well(server.openSessions() + " open"));
        return Parts.of(directory, server);
    }
}
