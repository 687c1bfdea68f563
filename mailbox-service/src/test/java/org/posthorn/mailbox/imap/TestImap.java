package org.posthorn.mailbox.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.mailbox.account.AccountServices;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.settings.MailSettings;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.runtime.tls.ServerTls;
import org.posthorn.runtime.tls.TlsSettings;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;

/// An IMAP server over a real database, as a test talks to it.
final class TestImap implements AutoCloseable {
    private static final String GREETING = "S: * OK [CAPABILITY {...}] Posthorn is ready";

    private final Database database;
    private final AccountServices accounts;
    private final ImapListener listener;
    private final Notices notices = new Notices();
    private final AtomicReference<BooleanSupplier> room = new AtomicReference<>(() -> true);
    private final Metrics metrics = Metrics.forTests();

    TestImap(TestDatabase test, Path directory, String... more) {
        var lines = new ArrayList<>(Arrays.asList(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password(),
                "mail.domain=example.org",
                "mailbox.auth-ratelimit=1000/minute",
                "mailbox.scram-iterations=4096",
                "mailbox.password-memory=1MB",
                "imap.host=127.0.0.1",
                "imap.port=0",
                "imap.tls-port=0",
                "tls.directory=" + directory.resolve("tls")));
        lines.addAll(Arrays.asList(more));
        var settings = Settings.of(lines.toArray(String[]::new));
        database = Database.open(settings.get(DatabaseSettings.class), "mailbox");
        var outbox = new Outbox();
        var mail = settings.get(MailSettings.class);
        accounts = new AccountServices(database, outbox, settings, metrics);
        accounts.prepare();
        listener = ImapServer.of(
                settings.get(ImapSettings.class),
                new ImapServer.Parts(
                        database,
                        outbox,
                        notices,
                        accounts.authentication(),
                        () -> room.get().getAsBoolean(),
                        metrics),
                ServerTls.of(settings.get(TlsSettings.class), "mail.example.org", InstantSource.system()),
                mail.maxMessageSize().bytes());
        listener.start();
    }

    /// Whether the disk has room for more.
    void room(boolean enough) {
        room.set(() -> enough);
    }

    /// Whoever appends a message from now on finds no memory.
    void noMemory() {
        room.set(() -> {
            throw new OutOfMemoryError("as if there were none");
        });
    }

    /// How many sessions ended for want of memory.
    double outOfMemory() {
        return metrics.registry()
                .get("posthorn_mailbox_failed_sessions")
                .tag("reason", "memory")
                .counter()
                .count();
    }

    int port() {
        return listener.port();
    }

    int securePort() {
        return listener.securePort();
    }

    /// Whether a session listens to what happens in an account.
    boolean isHeard(String name) {
        long account = database.queryOne(
                        "SELECT account FROM address WHERE address = ?",
                        row -> row.number("account"),
                        name + "@example.org")
                .orElseThrow();
        return notices.reach(account);
    }

    int connections() {
        return listener.connections();
    }

    Database database() {
        return database;
    }

    /// Runs something while the database fails as soon as it reads some rows of a table, as with a broken disk.
    ///
    /// @param rows which, in SQL
    void unreadable(String table, String rows, Runnable action) {
        database.run(tx -> {
            tx.update("""
                    CREATE FUNCTION unreadable() RETURNS boolean LANGUAGE plpgsql
                    AS 'BEGIN RAISE io_error; END'
                    """);
            tx.update("ALTER TABLE " + table + " RENAME TO readable");
            tx.update("CREATE VIEW " + table + " AS SELECT * FROM readable WHERE NOT (" + rows + ") OR unreadable()");
        });
        try {
            action.run();
        } finally {
            database.run(tx -> {
                tx.update("DROP VIEW " + table);
                tx.update("ALTER TABLE readable RENAME TO " + table);
                tx.update("DROP FUNCTION unreadable()");
            });
        }
    }

    /// Makes an account with the password `secret pass`.
    void account(String name) {
        accounts.accounts()
                .create(new NewAccount(name, Optional.of("secret pass"), Optional.empty(), Optional.empty()));
    }

    /// A client that was greeted.
    Dialogue connect() {
        return Dialogue.with(port()).follows(GREETING);
    }

    /// A client that is logged in to an account.
    Dialogue client(String name) {
        return logIn(connect(), name);
    }

    private static Dialogue logIn(Dialogue greeted, String name) {
        return greeted.follows("""
                C: l1 LOGIN %s "secret pass"
                S: l1 OK [CAPABILITY {...}] Logged in
                """.formatted(name));
    }

    /// A client that is logged in under TLS.
    Dialogue encryptedClient(String name) {
        return logIn(Dialogue.withTls(securePort()).follows(GREETING), name);
    }

    /// A client that is logged in, whose machine takes in little before it is read.
    Dialogue narrowClient(String name) {
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
            return logIn(Dialogue.over(socket).follows(GREETING), name);
        } catch (IOException e) {
            throw new AssertionError("no connection", e);
        }
    }

    /// Appends a message; its lines end with CRLF on the wire.
    static void append(Dialogue client, String folder, String flags, String message) {
        var octets = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        var command = "ap APPEND %s %s{%d+}\r\n".formatted(folder, flags, octets.length);
        client.send(command.getBytes(StandardCharsets.US_ASCII));
        client.send(octets);
        client.send("\r\n".getBytes(StandardCharsets.US_ASCII));
        client.follows("""
                S: ...
                S: ap OK [APPENDUID {...}] Appended
                """);
    }

    /// Ends the server, as when the service stops.
    void stop() {
        listener.close();
    }

    @Override
    public void close() {
        stop();
        database.close();
    }
}
