package org.posthorn.mailbox.lesson;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Parts;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;

/// What lessons are made of.
@Factory
final class LessonFactory {
    /// Where the log is read and the loop is shown.
    record Place(KafkaConnection connection, Publisher publisher, Health health) {}

    @Singleton
    Place place(KafkaConnection connection, Publisher publisher, Health health) {
        return new Place(connection, publisher, health);
    }

    @Singleton
    Teaching teaching(Database database, Place place, Settings settings, Metrics metrics) {
        var own = settings.get(LessonSettings.class);
        if (own.rspamd().isEmpty()) {
            return new Teaching(Parts.of());
        }
        var filter = new RspamdController(own.rspamd().get(), own.rspamdPassword(), metrics);
        var loop = new Lessons(database, filter).loop(place.connection(), place.publisher());
        loop.measure(metrics);
        place.health().add("spam-lessons", () -> loop.state().condition());
        return new Teaching(Parts.of(loop));
    }
}
