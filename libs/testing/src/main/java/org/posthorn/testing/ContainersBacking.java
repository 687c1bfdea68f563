package org.posthorn.testing;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// Servers in containers, of the official images unless `backing.kafka-image` and `backing.postgres-image` name others.
final class ContainersBacking implements Backing {
    private final Once<KafkaContainer> kafka = new Once<>(ContainersBacking::startKafka);
    private final Once<PostgreSQLContainer> postgres = new Once<>(ContainersBacking::startPostgres);

    @Override
    public String bootstrapServers() {
        return kafka.get().getBootstrapServers();
    }

    @Override
    public DatabaseServer postgres() {
        var server = postgres.get();
        return new DatabaseServer(
                server.getHost(),
                server.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                server.getUsername(),
                server.getPassword());
    }

    private static KafkaContainer startKafka() {
        var server = new KafkaContainer(image("backing.kafka-image", "apache/kafka", "4.3.1"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "6000")
                .withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "6000")
                .withEnv("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "1000")
                .withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "500")
                .withEnv("KAFKA_GROUP_SHARE_HEARTBEAT_INTERVAL_MS", "500")
                .withEnv("KAFKA_GROUP_SHARE_MIN_HEARTBEAT_INTERVAL_MS", "500")
                .withEnv("KAFKA_GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS", "1000")
                .withEnv("KAFKA_GROUP_SHARE_DELIVERY_COUNT_LIMIT", "10")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", String.valueOf(8 << 20));
        server.start();
        Stop.atExit(server, () -> {});
        return server;
    }

    private static PostgreSQLContainer startPostgres() {
        var server = new PostgreSQLContainer(image("backing.postgres-image", "postgres", "18"))
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
        server.start();
        Stop.atExit(server, () -> {});
        return server;
    }

    private static DockerImageName image(String property, String official, String tag) {
        return DockerImageName.parse(System.getProperty(property, official + ":" + tag))
                .asCompatibleSubstituteFor(official);
    }
}
