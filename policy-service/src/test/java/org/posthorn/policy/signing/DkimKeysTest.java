package org.posthorn.policy.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;
import org.slf4j.LoggerFactory;

@WithBacking
class DkimKeysTest {
    private final Database database;
    private final DkimKeyStore store;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path directory = Path.of("");

    DkimKeysTest(TestDatabase test) {
        var settings = Settings.of(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password());
        database = Database.open(settings.get(DatabaseSettings.class), "policy");
        store = new DkimKeyStore(database);
    }

    @BeforeEach
    void listen() {
        database.update("DELETE FROM dkim_key");
        log.start();
        ((Logger) LoggerFactory.getLogger(DkimKeys.class)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(DkimKeys.class)).detachAppender(log);
        database.close();
    }

    private DkimKeys load() {
        var settings = new DkimSettings(directory.resolve("dkim.key").toString());
        return DkimKeys.load(store, settings, "yourdomain.com", "default");
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void theKeyFileSignsForTheDefaultDomain() throws IOException {
        Files.writeString(
                directory.resolve("dkim.key"),
                DkimKey.generateRsa("any.test", "any").toPkcs1Pem());

        var keys = load();

        assertTrue(keys.of("yourdomain.com").isPresent());
        assertEquals(List.of("dkim: DKIM signing enabled for domain yourdomain.com with selector default"), lines());
    }

    @Test
    void withoutAnyKeyTheLogSaysWhereOneWasLookedFor() {
        load();

        assertEquals(
                List.of("mail: DKIM signing disabled: DKIM private key not found at " + directory.resolve("dkim.key")),
                lines());
    }

    @Test
    void aKeyFileThatCannotBeReadStopsTheStart() throws IOException {
        Files.writeString(directory.resolve("dkim.key"), "not a key");

        assertThrows(SettingsRefused.class, this::load);
    }

    @Test
    void theNewestKeyOfEachAlgorithmSigns() {
        var keys = load();
        keys.add(List.of(DkimKey.generateEd25519("example.com", "one")), false);
        keys.add(List.of(DkimKey.generateEd25519("example.com", "two")), false);
        keys.add(List.of(DkimKey.generateRsa("example.com", "rsa")), false);

        var selectors = keys.of("example.com").orElseThrow().keys().stream()
                .map(DkimKey::selector)
                .toList();

        assertEquals(List.of("rsa", "two"), selectors);
        assertEquals(3, keys.all().size());
    }

    @Test
    void whatAnotherInstanceChangedIsInForceAfterAReload() {
        var mine = load();
        var others = load();
        others.add(List.of(DkimKey.generateEd25519("example.com", "one")), false);
        assertTrue(mine.of("example.com").isEmpty());

        mine.reload();

        assertTrue(mine.of("example.com").isPresent());
        assertTrue(others.delete("example.com", "one"));
        mine.reload();
        assertTrue(mine.of("example.com").isEmpty());
    }
}
