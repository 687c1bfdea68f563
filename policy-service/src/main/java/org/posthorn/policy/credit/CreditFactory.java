package org.posthorn.policy.credit;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.policy.publish.EntrySource;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.policy.view.DirectoryView;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.View;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;

/// What credits are made of.
@Factory
final class CreditFactory {
    @Singleton
    CreditLedger ledger(@Named("policy") Database database, PolicyEntries entries, Settings settings) {
        return new CreditLedger(database, entries, settings.get(CreditSettings.class), InstantSource.system());
    }

    @Singleton
    CreditPrices prices(@Named("policy") Database database, PolicyEntries entries, Settings settings) {
        return CreditPrices.load(database, entries, settings.get(CreditSettings.class));
    }

    @Singleton
    @Named("prices")
    EntrySource publishedPrices(CreditPrices prices) {
        return prices::snapshot;
    }

    @Singleton
    @Named("balances")
    EntrySource publishedBalances() {
        return new BalanceSource();
    }

    @Singleton
    Charges charges(DirectoryView directory, CreditPrices prices, CreditLedger ledger) {
        return new Charges(directory, prices, ledger);
    }

    @Singleton
    CreditController.Credits credits(
            @Named("policy") Database database,
            CreditLedger ledger,
            CreditPrices prices,
            DirectoryView directory,
            Settings settings) {
        var domain = settings.get(MailSettings.class).domain();
        return new CreditController.Credits(database, ledger, prices, directory, domain);
    }

    @Singleton
    CreditParts parts(
            View<DirectoryEntry> directory,
            KafkaConnection connection,
            Publisher publisher,
            CreditLedger ledger,
            CreditPrices prices,
            Health health) {
        var outcomes = new CreditOutcomes(connection, publisher, ledger);
        health.add("credits", outcomes::condition);
        return new CreditParts(new AccountOpening(directory, ledger), outcomes, prices);
    }
}
