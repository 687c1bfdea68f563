package org.posthorn.mailbox;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.Topics;
import org.posthorn.mailbox.account.AccountServices;
import org.posthorn.mailbox.account.Accounts;
import org.posthorn.mailbox.account.Aliases;
import org.posthorn.mailbox.account.Authentication;
import org.posthorn.mailbox.account.Quotas;
import org.posthorn.mailbox.account.Senders;
import org.posthorn.mailbox.change.NoticeDestination;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.change.RemoteChanges;
import org.posthorn.mailbox.filing.LocalDeliveries;
import org.posthorn.mailbox.folder.Folders;
import org.posthorn.mailbox.imap.ImapServer;
import org.posthorn.mailbox.imap.ImapSettings;
import org.posthorn.mailbox.imap.connection.Stores;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.mailbox.lesson.Teaching;
import org.posthorn.mailbox.listener.SessionFailures;
import org.posthorn.mailbox.message.Erasure;
import org.posthorn.mailbox.message.Expiry;
import org.posthorn.mailbox.message.MessageChanges;
import org.posthorn.mailbox.message.MessageReader;
import org.posthorn.mailbox.message.MessageSearch;
import org.posthorn.mailbox.pop3.Pop3Settings;
import org.posthorn.mailbox.pop3.listener.Pop3Listener;
import org.posthorn.mailbox.pop3.listener.Pop3Services;
import org.posthorn.mailbox.pop3.maildrop.MaildropLocks;
import org.posthorn.mailbox.pop3.maildrop.MaildropStore;
import org.posthorn.mailbox.quota.QuotaWatch;
import org.posthorn.mailbox.search.IndexSweep;
import org.posthorn.mailbox.search.Indexer;
import org.posthorn.mailbox.transfer.Exports;
import org.posthorn.mailbox.transfer.Imports;
import org.posthorn.mailbox.transfer.Restores;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.DiskRoom;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicWatch;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.outbox.OutboxPublisher;
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.runtime.tls.ServerTls;
import org.posthorn.runtime.tls.TlsSettings;
import org.posthorn.runtime.tracing.Spans;

/// What mailbox-service is made of.
@Factory
final class MailboxFactory {
    @Singleton
    @Bean(preDestroy = "close")
    Database database(Settings settings, Health health) {
        var database = Database.open(settings.get(DatabaseSettings.class), "mailbox");
        health.add(
                "database",
                () -> database.answers()
                        ? Condition.well("The database answers.")
                        : Condition.unwell("The database does not answer."));
        return database;
    }

    @Singleton
    Outbox outbox() {
        return new Outbox();
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
    AccountServices accountServices(Database database, Outbox outbox, Settings settings, Metrics metrics) {
        var services = new AccountServices(database, outbox, settings, metrics);
        services.prepare();
        return services;
    }

    @Singleton
    Accounts accounts(AccountServices services) {
        return services.accounts();
    }

    @Singleton
    Senders senders(AccountServices services) {
        return services.senders();
    }

    @Singleton
    Aliases aliases(AccountServices services) {
        return services.aliases();
    }

    @Singleton
    Authentication authentication(AccountServices services) {
        return services.authentication();
    }

    @Singleton
    Quotas quotas(AccountServices services) {
        return services.quotas();
    }

    @Singleton
    QuotaWatch quotaWatch(Database database, Quotas quotas, MessageChanges messages, Metrics metrics) {
        return new QuotaWatch(database, quotas, messages, metrics, InstantSource.system());
    }

    @Singleton
    Folders folders(Database database, Outbox outbox) {
        return new Folders(database, outbox, InstantSource.system());
    }

    @Singleton
    MessageReader messageReader(Database database, Folders folders) {
        return new MessageReader(database, folders);
    }

    @Singleton
    MessageChanges messageChanges(Database database, Outbox outbox, Folders folders) {
        return new MessageChanges(database, outbox, folders, InstantSource.system());
    }

    /// Contents past the inline limit; every service that reads or writes messages has this store.
    @Singleton
    ClaimStore claims(ClaimsDatabase claims) {
        return new PostgresClaimStore(claims.database());
    }

    @Singleton
    @Bean(preDestroy = "close")
    ClaimsDatabase claimsDatabase(Settings settings) {
        return new ClaimsDatabase(
                Database.open(settings.get(DatabaseSettings.class).withPoolSize(2), "claims"));
    }

    /// The other schema, by a type of its own.
    record ClaimsDatabase(Database database) implements AutoCloseable {
        @Override
        public void close() {
            database.close();
        }
    }

    @Singleton
    LocalDeliveries localDeliveries(Database database, Outbox outbox, ClaimStore claims, Metrics metrics, Spans spans) {
        return new LocalDeliveries(database, outbox, claims, InstantSource.system(), metrics).tracedBy(spans);
    }

    @Singleton
    PartitionLoop<LocalDelivery> deliveryLoop(
            LocalDeliveries deliveries,
            KafkaConnection connection,
            Publisher publisher,
            Settings settings,
            Attendance attendance) {
        var loop = deliveries.loop(
                connection, publisher, settings.get(MailboxSettings.class).batchMessages());
        loop.pauseWhile(attendance.disks()::shortage);
        loop.measure(attendance.metrics());
        attendance.health().add("local-delivery", () -> loop.state().condition());
        return loop;
    }

    /// What the service is watched by, and what holds it up.
    record Attendance(Health health, Metrics metrics, DiskRoom disks) {}

    @Singleton
    Attendance attendance(Health health, Metrics metrics, DiskRoom disks) {
        return new Attendance(health, metrics, disks);
    }

    @Singleton
    TopicWatch topicWatch(KafkaConnection connection, Attendance attendance) {
        return new TopicWatch(connection, List.of(Topics.DELIVERY_LOCAL))
                .show(attendance.metrics(), attendance.health());
    }

    @Singleton
    Indexer indexer(Database database, Metrics metrics) {
        return new Indexer(database, metrics, InstantSource.system());
    }

    @Singleton
    IndexSweep indexSweep(Database database, Indexer indexer) {
        return new IndexSweep(database, indexer, InstantSource.system());
    }

    @Singleton
    PartitionLoop<MailboxChange> indexLoop(
            Indexer indexer, KafkaConnection connection, Publisher publisher, Health health) {
        var loop = indexer.loop(connection, publisher);
        health.add("search-index", () -> loop.state().condition());
        return loop;
    }

    /// What IMAP asks of the database; imports and exports ask the same.
    @Singleton
    Stores stores(Database database, Outbox outbox, Notices notices, DiskRoom disks) {
        return Stores.of(database, outbox, notices, disks);
    }

    @Singleton
    Imports imports(Stores stores) {
        return new Imports(stores);
    }

    @Singleton
    Exports exports(Stores stores) {
        return new Exports(stores);
    }

    @Singleton
    Restores restores(Stores stores, Exports exports, IndexSweep indexSweep) {
        return new Restores(stores, exports, indexSweep::soon);
    }

    @Singleton
    MessageSearch messageSearch(Database database) {
        return new MessageSearch(database);
    }

    @Singleton
    Expiry expiry(Database database, MessageChanges changes, Settings settings, Metrics metrics) {
        var mailbox = settings.get(MailboxSettings.class);
        return new Expiry(
                database,
                changes,
                new Expiry.Keep(mailbox.trashKeep(), mailbox.junkKeep()),
                metrics,
                InstantSource.system());
    }

    @Singleton
    Notices notices() {
        return new Notices();
    }

    @Singleton
    ImapListener imap(
            Settings settings,
            Database database,
            Outbox outbox,
            Notices notices,
            Authentication authentication,
            Attendance attendance) {
        var mail = settings.get(MailSettings.class);
        return ImapServer.of(
                settings.get(ImapSettings.class),
                new ImapServer.Parts(
                        database, outbox, notices, authentication, attendance.disks(), attendance.metrics()),
                ServerTls.of(settings.get(TlsSettings.class), mail.primaryHostname(), InstantSource.system()),
                mail.maxMessageSize().bytes());
    }

    @Singleton
    Pop3Listener pop3(
            Settings settings,
            Database database,
            Authentication authentication,
            MessageChanges changes,
            Metrics metrics) {
        var services = new Pop3Services(
                settings.get(Pop3Settings.class),
                authentication,
                new MaildropStore(database),
                new MaildropLocks(database),
                changes,
                new SessionFailures(metrics, "pop3"));
        var hostname = settings.get(MailSettings.class).primaryHostname();
        return new Pop3Listener(
                services, ServerTls.of(settings.get(TlsSettings.class), hostname, InstantSource.system()));
    }

    @Singleton
    OutboxPublisher outboxPublisher(
            Database database, Outbox outbox, Publisher publisher, Notices notices, Attendance attendance) {
        var outboxPublisher = new OutboxPublisher(database, outbox, new NoticeDestination(notices, publisher::send));
        outboxPublisher.measure(attendance.metrics());
        attendance.health().add("outbox", outboxPublisher::condition);
        return outboxPublisher;
    }

    @Singleton
    RemoteChanges remoteChanges(KafkaConnection connection, Notices notices) {
        return new RemoteChanges(connection, notices);
    }

    @Singleton
    Erasure erasure(Database database, Settings settings) {
        return new Erasure(database, settings.get(MailboxSettings.class).keepDelivered(), InstantSource.system());
    }

    /// What keeps the search index up.
    record SearchUpkeep(Running parts) {}

    @Singleton
    SearchUpkeep searchUpkeep(PartitionLoop<MailboxChange> indexLoop, IndexSweep indexSweep) {
        return new SearchUpkeep(Parts.of(indexLoop, indexSweep));
    }

    /// What works behind the mail: the search index, quotas, lessons, and what goes after a time.
    record Upkeep(Running parts) {}

    @Singleton
    Upkeep upkeep(Erasure erasure, QuotaWatch quotaWatch, SearchUpkeep search, Teaching teaching, Expiry expiry) {
        return new Upkeep(Parts.of(erasure, quotaWatch, search.parts(), teaching.part(), expiry));
    }

    /// Where people's mail clients come in.
    record Doors(Running parts) {}

    @Singleton
    Doors doors(
            AccountServices accounts,
            KafkaConnection connection,
            Publisher publisher,
            ImapListener imap,
            Pop3Listener pop3) {
        return new Doors(Parts.of(accounts.loginActivity(connection, publisher), imap, pop3));
    }

    @Singleton
    Parts parts(
            OutboxPublisher outboxPublisher,
            AccountServices accounts,
            KafkaConnection connection,
            PartitionLoop<LocalDelivery> deliveryLoop,
            Upkeep upkeep,
            RemoteChanges remoteChanges,
            Doors doors,
            TopicWatch watch) {
        return Parts.of(
                watch,
                outboxPublisher,
                accounts.directoryPublisher(connection),
                deliveryLoop,
                upkeep.parts(),
                remoteChanges,
                doors.parts());
    }
}
