package org.posthorn.embedded;

import java.nio.file.Path;
import java.util.Map;

/// Runs in a process of its own, says where its server is, and waits to be killed.
final class PostgresThatIsKilled {
    private PostgresThatIsKilled() {}

    public static void main(String[] arguments) throws Exception {
        var options = new PostgresOptions(Path.of(arguments[0]), Path.of(arguments[1]), 0, Map.of());
        var postgres = EmbeddedPostgres.start(options);
        try (var connection = postgres.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE letter (text text)");
            statement.execute("INSERT INTO letter VALUES ('kept')");
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
