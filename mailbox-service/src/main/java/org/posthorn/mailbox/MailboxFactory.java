package org.posthorn.mailbox;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.posthorn.mailbox.account.AccountServices;
import org.posthorn.mailbox.account.Accounts;
import org.posthorn.mailbox.account.Aliases;
import org.posthorn.mailbox.account.Authentication;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.outbox.OutboxPublisher;
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;

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
        var services = new AccountServices(
                database, outbox, settings.get(MailSettings.class), settings.get(MailboxSettings.class), metrics);
        services.prepare();
        return services;
    }

    @Singleton
    Accounts accounts(AccountServices services) {
        return services.accounts();
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
    Parts parts(
            Database database,
            Outbox outbox,
            Publisher publisher,
            KafkaConnection connection,
            AccountServices accounts) {
        return Parts.of(
                new OutboxPublisher(database, outbox, publisher::send), accounts.directoryPublisher(connection));
    }
}
