package org.posthorn.policy.quarantine;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;

/// What the quarantine is made of.
@Factory
final class QuarantineFactory {
    @Singleton
    Quarantine quarantine(@Named("policy") Database database, Outbox outbox, Settings settings) {
        var keep = settings.get(QuarantineSettings.class).keep();
        return new Quarantine(database, outbox, keep, InstantSource.system());
    }

    @Singleton
    QuarantineController.Parts parts(
            @Named("policy") Database database, Quarantine quarantine, Onwards onwards, AllowedSenders allowed) {
        return new QuarantineController.Parts(database, quarantine, onwards, allowed);
    }

    @Singleton
    QuarantineUpkeep upkeep(KafkaConnection connection, Publisher publisher, Quarantine quarantine) {
        return new QuarantineUpkeep(connection, publisher, quarantine);
    }
}
