package org.posthorn.allinone;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.posthorn.embedded.CannotStart;
import org.posthorn.runtime.kafka.KafkaConnection;

/// Asks the servers that are not embedded once before anything relies on them: an address with a slip of the pen is
/// told
/// in one sentence, not by the first service that fails.
final class ExternalServers {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private ExternalServers() {}

    /// @throws CannotStart when no broker answers in time
    static void requireKafka(KafkaConnection connection) {
        try (var admin = connection.within(PATIENCE).admin()) {
            admin.describeCluster().clusterId().get();
        } catch (ExecutionException | KafkaException e) {
            throw away("Kafka at " + connection.bootstrapServers(), "does not answer", "--kafka=HOST:PORT", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("Kafka", "was not waited for", "--kafka=HOST:PORT", e);
        }
    }

    /// @throws CannotStart when it does not answer or does not let this user in
    static void requirePostgres(ExternalPostgres postgres) {
        DriverManager.setLoginTimeout(Math.toIntExact(PATIENCE.toSeconds()));
        try {
            DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password())
                    .close();
        } catch (SQLException e) {
            throw away(
                    "PostgreSQL at " + postgres.url().substring("jdbc:postgresql://".length()),
                    "does not let " + postgres.user() + " in (" + firstLine(e) + ")",
                    "--postgres=postgres://USER:PASSWORD@HOST:PORT/DATABASE",
                    e);
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[.:]+$", "");
    }

    private static CannotStart away(String server, String what, String option, Exception cause) {
        return new CannotStart(
                CannotStart.Reason.SERVER_AWAY,
                "%s %s; start it, or name another with %s.".formatted(server, what, option),
                cause);
    }
}
