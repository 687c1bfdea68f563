package org.posthorn.policy.suppression;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;

/// The parts of the suppression list.
@Factory
final class SuppressionFactory {
    @Singleton
    SuppressionStore suppressionStore(@Named("policy") Database database, PolicyEntries entries) {
        return new SuppressionStore(database, entries);
    }

    @Singleton
    SuppressionWatch suppressionWatch(
            SuppressionStore store, Settings settings, KafkaConnection connection, Publisher publisher) {
        return new SuppressionWatch(
                store, settings.get(SuppressionSettings.class), connection, publisher, InstantSource.system());
    }
}
