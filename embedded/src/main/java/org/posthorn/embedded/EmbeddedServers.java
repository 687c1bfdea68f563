package org.posthorn.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

/// Both servers, started side by side: a first start takes as long as the slower one.
public final class EmbeddedServers implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;

    private EmbeddedServers(EmbeddedKafka kafka, EmbeddedPostgres postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /// Starts both; when one fails the other is stopped again and the first failure is thrown.
    public static EmbeddedServers start(KafkaOptions kafka, PostgresOptions postgres) {
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).factory())) {
            var broker = CompletableFuture.supplyAsync(() -> EmbeddedKafka.start(kafka), threads);
            var database = CompletableFuture.supplyAsync(() -> EmbeddedPostgres.start(postgres), threads);
            try {
                CompletableFuture.allOf(broker, database).join();
                return new EmbeddedServers(broker.join(), database.join());
            } catch (CompletionException e) {
                closeIfStarted(broker);
                closeIfStarted(database);
                throw e.getCause() instanceof CannotStart cannot ? cannot : e;
            }
        }
    }

    public EmbeddedKafka kafka() {
        return kafka;
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    @Override
    public void close() {
        try (postgres) {
            kafka.close();
        }
    }

    private static void closeIfStarted(CompletableFuture<? extends AutoCloseable> server) {
        if (!server.isCompletedExceptionally()) {
            try {
                server.join().close();
            } catch (Exception e) {
                throw new IllegalStateException("a started server did not stop again", e);
            }
        }
    }
}
