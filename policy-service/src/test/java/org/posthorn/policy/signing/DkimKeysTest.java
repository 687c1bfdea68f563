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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.ManualClock;
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
        store = new DkimKeyStore(database, seal('a'));
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

    private static KeySeal seal(char letter) {
        return new KeySeal(master(letter), List.of());
    }

    private static MasterKey master(char letter) {
        var octets = new byte[32];
        Arrays.fill(octets, (byte) letter);
        return MasterKey.read("dkim.master-key", Base64.getEncoder().encodeToString(octets));
    }

    private DkimSettings settings() {
        return Settings.of("dkim.key-file=" + directory.resolve("dkim.key"), "dkim.retire-after=7d")
                .get(DkimSettings.class);
    }

    private DkimKeys load() {
        return DkimKeys.load(store, settings(), "yourdomain.com", "default");
    }

    private static List<DkimKey> one(String selector) {
        return List.of(DkimKey.generateEd25519("example.com", selector));
    }

    @Test
    void whatStoodInPlainIsSealedAtTheStart() {
        var key = DkimKey.generateEd25519("example.com", "old");
        database.update(
                "INSERT INTO dkim_key (domain, selector, algorithm, private_key) VALUES (?, ?, ?, ?)",
                key.domain(),
                key.selector(),
                key.algorithm().keyType(),
                key.toPem());

        var keys = load();

        assertEquals(
                key.dnsText(),
                keys.of("example.com").orElseThrow().keys().getFirst().dnsText());
        assertEquals(
                List.of(1L),
                database.query(
                        "SELECT count(*) AS n FROM dkim_key WHERE private_key IS NULL AND sealed IS NOT NULL",
                        row -> row.number("n")));
    }

    @Test
    void aNewMasterKeySealsWhatTheOldOneSealed() {
        load().add(one("one"), KeyState.ACTIVE, false);

        var renewed = new DkimKeyStore(database, new KeySeal(master('b'), List.of(master('a'))));
        DkimKeys.load(renewed, settings(), "yourdomain.com", "default");

        var later = new DkimKeyStore(database, seal('b'));
        assertEquals(1, later.all().size());
    }

    @Test
    void newKeysSignOnceTheDnsHasThemAndTheOldOnesStayForAWhile() {
        var keys = load();
        keys.add(one("old"), KeyState.ACTIVE, false);
        var fresh = one("new");
        keys.add(fresh, KeyState.WAITING, false);
        var now = new ManualClock(Instant.now());

        rotation(keys, "new._domainkey.example.com TXT \"v=DKIM1; k=ed25519; p=AAAA\"", now)
                .turn();
        assertEquals("old", signing(keys));

        var published =
                fresh.getFirst().dnsName() + " TXT \"" + fresh.getFirst().dnsText() + "\"";
        rotation(keys, published, now).turn();
        assertEquals("new", signing(keys));
        assertEquals(2, keys.all().size());

        now.advance(Duration.ofDays(8));
        rotation(keys, published, now).turn();
        assertEquals(1, keys.all().size());
    }

    private static KeyRotation rotation(DkimKeys keys, String zone, InstantSource clock) {
        var settings = Settings.of("dkim.retire-after=7d").get(DkimSettings.class);
        return new KeyRotation(keys, new KeyRecordCheck(ZoneResolver.of(zone)), settings, clock);
    }

    private static String signing(DkimKeys keys) {
        return keys.of("example.com").orElseThrow().keys().getFirst().selector();
    }

    @Test
    void theDnsIsComparedWithTheKey() {
        var key = one("s").getFirst();
        var p = key.dnsText().substring(key.dnsText().indexOf("p=") + 2);
        var spaced = "k=ed25519;  p = " + p.substring(0, 10) + " " + p.substring(10) + " ; t=s";

        assertEquals(KeyRecordCheck.Result.MISSING, check(key, "").result());
        assertEquals(
                KeyRecordCheck.Result.MISSING,
                check(key, record("v=DKIM1; k=ed25519")).result());
        assertEquals(KeyRecordCheck.Result.PUBLISHED, check(key, record(spaced)).result());
        assertEquals(
                KeyRecordCheck.Result.DIFFERENT,
                check(key, record("v=DKIM1; p=AAAA")).result());
        assertEquals(
                KeyRecordCheck.Result.DIFFERENT,
                check(key, record("p=AAAA") + "\n" + record(spaced)).result());
        assertEquals(
                KeyRecordCheck.Result.UNKNOWN,
                check(key, key.dnsName() + " FAIL").result());
    }

    private static String record(String text) {
        return "s._domainkey.example.com TXT \"" + text + "\"";
    }

    private static KeyRecordCheck.Found check(DkimKey key, String zone) {
        return new KeyRecordCheck(ZoneResolver.of(zone)).of(key);
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
        keys.add(one("one"), KeyState.ACTIVE, false);
        keys.add(one("two"), KeyState.ACTIVE, false);
        keys.add(List.of(DkimKey.generateRsa("example.com", "rsa")), KeyState.ACTIVE, false);

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
        others.add(one("one"), KeyState.ACTIVE, false);
        assertTrue(mine.of("example.com").isEmpty());

        mine.reload();

        assertTrue(mine.of("example.com").isPresent());
        assertTrue(others.delete("example.com", "one"));
        mine.reload();
        assertTrue(mine.of("example.com").isEmpty());
    }
}
