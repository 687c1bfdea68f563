package org.posthorn.allinone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.EmbeddedKafka;
import org.posthorn.embedded.EmbeddedPostgres;
import org.posthorn.embedded.KafkaOptions;
import org.posthorn.embedded.PostgresOptions;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.settings.Settings;

/// Kafka and PostgreSQL: the embedded ones that are needed, started side by side, and the settings that lead to them.
final class Servers implements AutoCloseable {
    private static final String POSTGRES_RELEASE = "postgresql-18.6";

    private final Optional<EmbeddedKafka> kafka;
    private final Optional<EmbeddedPostgres> postgres;
    private final Settings settings;

    private Servers(Optional<EmbeddedKafka> kafka, Optional<EmbeddedPostgres> postgres, Settings settings) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.settings = settings;
    }

    static Servers start(Arrangement arrangement) {
        var options = arrangement.options();
        var data = arrangement.data();
        var settings = arrangement.settings();
        var ports = settings.get(EmbeddedSettings.class);
        options.kafka()
                .ifPresent(where -> ExternalServers.requireKafka(settings.with("kafka.bootstrap-servers=" + where)
                        .get(KafkaSettings.class)
                        .connection()));
        options.postgres().ifPresent(ExternalServers::requirePostgres);
        CompletableFuture<Optional<EmbeddedKafka>> kafka = CompletableFuture.completedFuture(Optional.empty());
        CompletableFuture<Optional<EmbeddedPostgres>> postgres = CompletableFuture.completedFuture(Optional.empty());
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            if (options.kafka().isEmpty()) {
                var where = new KafkaOptions(
                        data.resolve("kafka"), ports.kafkaPort(), ports.kafkaControllerPort(), Map.of());
                kafka = CompletableFuture.supplyAsync(() -> Optional.of(EmbeddedKafka.start(where)), threads);
            }
            if (options.postgres().isEmpty()) {
                var where = new PostgresOptions(
                        data.resolve("lib").resolve(POSTGRES_RELEASE),
                        data.resolve("postgres"),
                        ports.postgresPort(),
                        Map.of());
                postgres = CompletableFuture.supplyAsync(() -> Optional.of(EmbeddedPostgres.start(where)), threads);
            }
            CompletableFuture.allOf(kafka, postgres).join();
            return new Servers(kafka.join(), postgres.join(), settings).addressed(options, data);
        } catch (CompletionException e) {
            closeIfStarted(kafka);
            closeIfStarted(postgres);
            throw e.getCause() instanceof CannotStart cannot ? cannot : e;
        }
    }

    /// All settings, with those of where the servers are.
    Settings settings() {
        return settings;
    }

    Optional<EmbeddedPostgres> postgres() {
        return postgres;
    }

    @Override
    public void close() {
        kafka.ifPresent(EmbeddedKafka::close);
        postgres.ifPresent(EmbeddedPostgres::close);
    }

    private Servers addressed(Options options, Path data) {
        var withKafka = settings.with("kafka.bootstrap-servers="
                + kafka.map(EmbeddedKafka::bootstrapServers).or(options::kafka).orElseThrow());
        var all = postgres.map(
                        server -> withKafka.with(Databases.settings(server, data.resolve("secrets")).entrySet().stream()
                                .map(setting -> setting.getKey() + "=" + setting.getValue())
                                .toArray(String[]::new)))
                .orElseGet(() -> external(withKafka, options.postgres().orElseThrow()));
        return new Servers(kafka, postgres, all);
    }

    private static Settings external(Settings settings, ExternalPostgres postgres) {
        return settings.with(
                "database.url=" + postgres.url(),
                "database.user=" + postgres.user(),
                "database.password=" + postgres.password());
    }

    private static void closeIfStarted(CompletableFuture<? extends Optional<? extends AutoCloseable>> server) {
        if (server.isCompletedExceptionally()) {
            return;
        }
        @Nullable AutoCloseable started = server.join().orElse(null);
        if (started != null) {
            try {
                started.close();
            } catch (Exception e) {
                throw new IllegalStateException("a started server did not stop again", e);
            }
        }
    }
}
