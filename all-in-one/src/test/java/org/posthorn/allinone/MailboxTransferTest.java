package org.posthorn.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.mailctl.Mailctl;
import org.posthorn.mailctl.console.Console;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Mail on its way in and out by `mailctl`, over the real mailbox-service.
@WithBacking
class MailboxTransferTest {
    private static final Instant DATE = Instant.parse("2021-02-03T04:05:06Z");

    @TempDir
    static Path directory;

    private static Service service;
    private static HttpClient http;
    /// What takes the audit's entries.
    private static HttpServer gateway;
    private static ServiceClient client;

    @BeforeAll
    static void start(TestDatabase database, TestKafka kafka) throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/internal/v1/audit", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        gateway.start();
        try (var admin = KafkaConnection.to(kafka.bootstrapServers()).admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        var settings = Settings.of(
                "database.url=" + database.jdbcUrl(),
                "database.user=" + database.user(),
                "database.password=" + database.password(),
                "kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "http.token-file=" + directory.resolve("token"),
                "mailbox.scram-iterations=0",
                "mailbox.password-memory=1MB",
                "imap.host=127.0.0.1",
                "imap.port=0",
                "imap.tls-port=0",
                "pop3.host=127.0.0.1",
                "pop3.port=0",
                "pop3.tls-port=0",
                "tls.directory=" + directory.resolve("tls"));
        service = Service.start("mailbox", settings, new HostPort("127.0.0.1", 0));
        http = ServiceClient.httpClient();
        var base = URI.create("http://127.0.0.1:" + service.port());
        client = new ServiceClient(http, base, service.bean(ServiceToken.class), Duration.ofMinutes(1));
    }

    @AfterAll
    static void stop() {
        service.close();
        http.shutdownNow();
        gateway.stop(0);
    }

    private static void account(String name) {
        client.post(
                "/internal/v1/accounts",
                new NewAccount(name, Optional.of("some password"), Optional.empty(), Optional.empty()),
                AccountCreated.class);
    }

    private record Ran(int code, String out, String err) {}

    private static Ran mailctl(String... arguments) {
        return typing("", arguments);
    }

    private static Ran typing(String input, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                new BufferedReader(new StringReader(input)),
                false);
        var all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--set=http.token-file=" + directory.resolve("token"));
        all.add("--url=mailbox=http://127.0.0.1:" + service.port());
        all.add("--url=gateway=http://127.0.0.1:" + gateway.getAddress().getPort());
        int code = Mailctl.run(console, Map.of(), all.toArray(String[]::new));
        return new Ran(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    private static void did(String sentence, String... arguments) {
        assertEquals(new Ran(0, sentence + "\n", ""), mailctl(arguments));
    }

    private static Path letter(Path maildir, String name, String text) throws IOException {
        Files.createDirectories(maildir.resolve("new"));
        Files.createDirectories(maildir.resolve("cur"));
        var file = maildir.resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(DATE));
        return file;
    }

    private static Path maildir(String name) throws IOException {
        var maildir = directory.resolve(name);
        letter(maildir, "new/1.unread.host", "Subject: unread\n\nFrom here to there.\n");
        letter(maildir, "cur/2.read.host:2,FSb", "Subject: read\n\nRead.\n");
        Files.writeString(maildir.resolve("dovecot-keywords"), "0 red\n1 blue\n");
        letter(maildir.resolve(".Sent"), "cur/3.sent.host:2,RS", "Subject: sent\r\n\r\nSent.\r\n");
        letter(maildir.resolve(".Entw&APw-rfe.alt"), "cur/4.old.host:2,S", "Subject: read\n\nRead.\n");
        return maildir;
    }

    /// What IMAP shows of an account, folder by folder.
    private static Map<String, List<String>> seen(String account, String... folders) {
        var seen = new TreeMap<String, List<String>>();
        try (var imap = Dialogue.with(service.bean(ImapListener.class).port())) {
            imap.follows("""
                    S: * OK {...}
                    C: a LOGIN %s "some password"
                    S: a OK {...}
                    C: e ENABLE QRESYNC IMAP4rev2
                    S: * ENABLED {...}
                    S: e OK Enabled
                    """.formatted(account));
            for (var folder : folders) {
                var lines = new ArrayList<String>();
                imap.send(("s EXAMINE \"" + folder + "\"\r\n").getBytes(UTF_8));
                for (var line = imap.line(); !line.startsWith("s "); line = imap.line()) {
                    if (line.contains("UIDVALIDITY") || line.contains("UIDNEXT") || line.contains("HIGHESTMODSEQ")) {
                        lines.add(line);
                    }
                }
                imap.send("f UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE MODSEQ ENVELOPE)\r\n".getBytes(UTF_8));
                for (var line = imap.line(); !line.startsWith("f "); line = imap.line()) {
                    lines.add(line);
                }
                seen.put(folder, lines);
            }
        }
        return seen;
    }

    @Test
    void aMaildirComesInOnceWithItsFoldersFlagsAndDates() throws IOException {
        account("in");
        var maildir = maildir("in");

        did("4 messages were imported, 0 were there from before.", "import", "maildir", "in", maildir.toString());
        did("0 messages were imported, 4 were there from before.", "import", "maildir", "in", maildir.toString());
        letter(maildir, "new/5.later.host", "Subject: later\n\nLater.\n");
        did("1 messages were imported, 4 were there from before.", "import", "maildir", "in", maildir.toString());

        var seen = seen("in", "INBOX", "Sent", "Entwürfe/alt");
        assertEquals(
                3,
                of(seen, "INBOX").stream()
                        .filter(line -> line.contains(" FETCH "))
                        .count(),
                seen.toString());
        assertTrue(
                of(seen, "INBOX").stream()
                        .anyMatch(line -> line.contains("FLAGS (\\Seen \\Flagged blue)")
                                && line.contains("03-Feb-2021 04:05:06 +0000")
                                && line.contains("\"read\"")),
                seen.toString());
        assertTrue(of(seen, "Sent").getLast().contains("FLAGS (\\Seen \\Answered)"), seen.toString());
        assertTrue(of(seen, "Entwürfe/alt").getLast().contains("RFC822.SIZE 24"), seen.toString());
    }

    @Test
    void whatCannotBeReadIsNamedAndTheRestComes() throws IOException {
        account("odd");
        var maildir = maildir("odd");
        var empty = letter(maildir, "cur/9.empty:2,", "");

        var ran = mailctl("import", "maildir", "odd", maildir.toString(), "--rename", "Entwürfe/alt=Drafts");

        assertEquals(
                new Ran(
                        1,
                        "4 messages were imported, 0 were there from before, 1 were left out.\n",
                        empty + " is empty.\n"),
                ran);
        assertEquals(
                1,
                of(seen("odd", "Drafts"), "Drafts").stream()
                        .filter(line -> line.contains(" FETCH "))
                        .count());
        assertEquals(
                new Ran(
                        1,
                        "",
                        directory.resolve("tls") + " is no Maildir: neither it nor a directory in it has a directory"
                                + " \"cur\".\n"),
                mailctl("import", "maildir", "odd", directory.resolve("tls").toString()));
        assertEquals(
                new Ran(1, "", "There is no account nobody.\n"),
                mailctl("import", "maildir", "nobody", maildir.toString()));
    }

    @Test
    void filesGoOutAsTheyCameInAndASecondRunWritesNothing() throws IOException {
        account("out");
        mailctl("import", "maildir", "out", maildir("source").toString());
        var maildir = directory.resolve("exported");
        var mboxes = directory.resolve("mboxes");

        did("4 messages of 7 folders were written.", "export", "maildir", "out", maildir.toString());
        did("0 messages of 7 folders were written.", "export", "maildir", "out", maildir.toString());
        did("4 messages of 7 folders were written.", "export", "mbox", "out", mboxes.toString());
        did("0 messages of 7 folders were written.", "export", "mbox", "out", mboxes.toString());

        var letters = letters(maildir.resolve("cur"));
        assertEquals("Subject: read\n\nRead.\n", Files.readString(letters.getFirst()));
        assertEquals(DATE, Files.getLastModifiedTime(letters.getFirst()).toInstant());
        assertTrue(letters.getFirst().toString().endsWith(":2,FSa"), letters.toString());
        account("again");
        did("4 messages were imported, 0 were there from before.", "import", "mbox", "again", mboxes.toString());
        did("0 messages were imported, 4 were there from before.", "import", "mbox", "again", mboxes.toString());
        account("once");
        did("4 messages were imported, 0 were there from before.", "import", "maildir", "once", maildir.toString());
        assertEquals(
                messages(seen("out", "INBOX", "Sent", "Entwürfe/alt")),
                messages(seen("again", "INBOX", "Sent", "Entwürfe/alt")));
        assertEquals(
                messages(seen("out", "INBOX", "Sent", "Entwürfe/alt")),
                messages(seen("once", "INBOX", "Sent", "Entwürfe/alt")));
    }

    private static List<Path> letters(Path cur) throws IOException {
        try (var files = Files.list(cur)) {
            return files.sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
        }
    }

    private static List<String> of(Map<String, List<String>> seen, String folder) {
        return Objects.requireNonNull(seen.get(folder), () -> folder + " in " + seen);
    }

    /// Without what is each account's own.
    private static Map<String, List<String>> messages(Map<String, List<String>> seen) {
        var messages = new TreeMap<String, List<String>>();
        seen.forEach((folder, lines) -> messages.put(
                folder,
                lines.stream()
                        .filter(line -> line.contains(" FETCH "))
                        .map(line -> line.replaceAll("^\\* \\d+ ", "").replaceAll("(UID|MODSEQ) \\(?\\d+\\)? ?", ""))
                        .sorted()
                        .toList()));
        return messages;
    }

    @Test
    void anotherImapServersMailComesInOnce() throws IOException {
        account("there");
        account("here");
        mailctl("import", "maildir", "there", maildir("there").toString());
        var imap = new String[] {
            "import",
            "imap",
            "here",
            "127.0.0.1:" + service.bean(ImapListener.class).securePort(),
            "--user=there",
            "--password-stdin",
            "--insecure"
        };

        assertEquals(
                new Ran(0, "4 messages were imported, 0 were there from before.\n", ""),
                typing("some password\n", imap));
        assertEquals(
                new Ran(0, "0 messages were imported, 4 were there from before.\n", ""),
                typing("some password\n", imap));

        assertEquals(
                messages(seen("there", "INBOX", "Sent", "Entwürfe/alt")),
                messages(seen("here", "INBOX", "Sent", "Entwürfe/alt")));
        var refused = typing("wrong\n", imap);
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("the server refused LOGIN: NO [AUTHENTICATIONFAILED]"), refused.err());
    }

    @Test
    void aBackupBringsBackWhatClientsRemember() throws IOException {
        account("kept");
        mailctl("import", "maildir", "kept", maildir("kept").toString());
        try (var imap = Dialogue.with(service.bean(ImapListener.class).port())) {
            imap.follows("""
                    S: * OK {...}
                    C: a LOGIN kept "some password"
                    S: a OK {...}
                    C: b SELECT INBOX
                    S: ...
                    S: b OK {...}
                    C: c STORE 1 +FLAGS (\\\\Deleted)
                    S: ...
                    S: c OK {...}
                    C: d EXPUNGE
                    S: ...
                    S: d OK {...}
                    C: e RENAME Entw&APw-rfe/alt Projekt
                    S: e OK {...}
                    C: f SETMETADATA Projekt (/private/comment "ours" /shared/color ~{3+}
                    C= r\\0b
                    C: )
                    S: f OK Set
                    C: g SETMETADATA "" (/private/vendor/example "all")
                    S: g OK Set
                    C: h SETMETADATA INBOX (/private/comment "then")
                    S: h OK Set
                    """);
        }
        var file = directory.resolve("kept.zip");
        var before = seen("kept", "INBOX", "Sent", "Projekt");

        var ran = mailctl("account", "backup", "kept", file.toString());
        assertTrue(ran.out().startsWith("3 messages of kept@localhost are in "), ran.toString());
        assertTrue(mailctl("account", "verify", file.toString()).out().contains(" is whole: 3 messages of kept"));
        assertEquals(1, mailctl("account", "backup", "kept", file.toString()).code());
        account("back");
        notesBeforeTheRestore();
        did("The 3 messages are back in back@localhost.", "account", "restore", file.toString(), "back");

        assertEquals(before, seen("back", "INBOX", "Sent", "Projekt"));
        clientsThatWereAwayLearnWhatIsGone(before);
        notesAreBackBesideThoseOfTheAccount();
        assertEquals(
                "The account has messages; a backup is restored into an account without any.\n",
                mailctl("account", "restore", file.toString(), "back").err());
        var made = mailctl("account", "restore", file.toString(), "fresh");
        assertTrue(made.out().startsWith("Account fresh@localhost was made. Password: "), made.toString());
    }

    private static Dialogue back() {
        return Dialogue.with(service.bean(ImapListener.class).port()).follows("""
                S: * OK {...}
                C: a LOGIN back "some password"
                S: a OK {...}
                """);
    }

    private static void notesBeforeTheRestore() {
        try (var imap = back()) {
            imap.follows("""
                    C: b SETMETADATA INBOX (/private/comment "now" /private/vendor/own "kept")
                    S: b OK Set
                    """);
        }
    }

    private static void notesAreBackBesideThoseOfTheAccount() {
        try (var imap = back()) {
            imap.follows("""
                    C: b GETMETADATA (DEPTH infinity) Projekt (/private /shared)
                    S: * METADATA "Projekt" (/private/comment "ours" /shared/color ~{3}
                    S: {...})
                    S: b OK Told
                    C: c GETMETADATA (DEPTH infinity) "" /private
                    S: * METADATA "" (/private/vendor/example "all")
                    S: c OK Told
                    C: d GETMETADATA (DEPTH infinity) INBOX /private
                    S: * METADATA "INBOX" (/private/comment "then" /private/vendor/own "kept")
                    S: d OK Told
                    """);
        }
    }

    /// A client that knew the folder before the backup was made: what was expunged before is not remembered
    /// here, so it hears of each UID that is not there (RFC 7162 §3.2.5.2).
    private static void clientsThatWereAwayLearnWhatIsGone(Map<String, List<String>> before) {
        var line = of(before, "INBOX").stream()
                .filter(l -> l.contains("UIDVALIDITY"))
                .findFirst()
                .orElseThrow();
        var validity = line.replaceAll(".*UIDVALIDITY (\\d+).*", "$1");
        try (var imap = Dialogue.with(service.bean(ImapListener.class).port())) {
            imap.follows("""
                    S: * OK {...}
                    C: a LOGIN back "some password"
                    S: a OK {...}
                    C: e ENABLE QRESYNC
                    S: * ENABLED QRESYNC
                    S: e OK Enabled
                    C: b SELECT INBOX (QRESYNC (%s 1 1:2))
                    S: ...
                    S: * VANISHED (EARLIER) 1
                    S: * 1 FETCH {...}
                    S: b OK {...}
                    """.formatted(validity));
        }
    }

    @Test
    void aDamagedBackupIsNotRestored() throws IOException {
        account("damaged");
        mailctl("import", "maildir", "damaged", maildir("damaged").toString());
        var file = directory.resolve("damaged.zip");
        mailctl("account", "backup", "damaged", file.toString());
        var octets = Files.readAllBytes(file);
        var broken = octets.clone();
        broken[115] ^= 1;
        Files.write(file, broken);

        var ran = mailctl("account", "restore", file.toString(), "nowhere");

        assertEquals(1, ran.code());
        assertTrue(ran.err().endsWith("The backup is damaged.\n"), ran.toString());
        assertFalse(client.find("/internal/v1/accounts/nowhere", Account.class).isPresent());
        Files.write(file, Arrays.copyOf(octets, octets.length / 2));
        assertTrue(mailctl("account", "verify", file.toString()).err().contains(" is no backup"));
        assertArrayEquals(new byte[] {'P', 'K'}, Arrays.copyOf(octets, 2));
    }
}
