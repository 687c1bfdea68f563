package org.posthorn.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.embedded.CannotStart.Reason;

@Timeout(120)
class EmbeddedPostgresTest {
    @TempDir
    static Path binaries;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeTraversable() throws Exception {
        Files.setPosixFilePermissions(binaries, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void commitsAreOnDiskBeforeTheyAreAcknowledgedAndPasswordsAreAsked() throws Exception {
        try (var postgres = start()) {
            assertEquals("on", setting(postgres, "fsync"));
            assertEquals("on", setting(postgres, "synchronous_commit"));
            assertEquals("", setting(postgres, "unix_socket_directories"));
            assertEquals("127.0.0.1", setting(postgres, "listen_addresses"));
            assertThrows(
                    SQLException.class,
                    () -> DriverManager.getConnection(postgres.jdbcUrl("postgres"), "postgres", "guessed"));
        }
    }

    @Test
    void theSuperusersPasswordIsReadableByItsOwnerOnly() throws Exception {
        start().close();
        var permissions = Files.getPosixFilePermissions(directory.resolve("postgres/superuser-password"));
        assertEquals("rw-------", PosixFilePermissions.toString(permissions));
    }

    @Test
    void itStopsWithAKilledJvmAndItsDataIsThereAtTheNextStart() throws Exception {
        var child = ChildJvm.start(
                PostgresThatIsKilled.class,
                binaries.resolve("pg").toString(),
                directory.resolve("postgres").toString());
        child.awaitLine("ready");
        child.kill();
        try (var postgres = start()) {
            assertEquals("kept", query(postgres, "SELECT text FROM letter"));
        }
    }

    @Test
    void aServerThatDiesIsStartedAgain() throws Exception {
        try (var postgres = start()) {
            var pid = Files.readAllLines(directory.resolve("postgres/cluster/postmaster.pid"))
                    .getFirst();
            var died = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
            died.destroyForcibly();
            died.onExit().get(60, TimeUnit.SECONDS);
            assertEquals("1", firstAnswer(postgres));
        }
    }

    @Test
    void aClusterOfAnotherMajorVersionIsRefused() throws Exception {
        start().close();
        Files.writeString(directory.resolve("postgres/cluster/PG_VERSION"), "15\n");
        var refused = assertThrows(CannotStart.class, this::start);
        assertEquals(Reason.OTHER_VERSION, refused.reason());
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(
                new PostgresOptions(binaries.resolve("pg"), directory.resolve("postgres"), 0, Map.of()));
    }

    private static String firstAnswer(EmbeddedPostgres postgres) throws InterruptedException {
        while (true) {
            try {
                return query(postgres, "SELECT 1");
            } catch (SQLException notYet) {
                Thread.sleep(20);
            }
        }
    }

    private static String setting(EmbeddedPostgres postgres, String name) throws SQLException {
        return query(postgres, "SHOW " + name);
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = postgres.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
