package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// What clients hear when the service stops (RFC 9051 §7.1.5).
@WithBacking
@Timeout(60)
class StopDialogueTest {
    private static final String BYE = """
            S: * BYE Server is shutting down
            close
            """;

    private TestImap imap;

    @BeforeEach
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(database, directory);
    }

    @AfterEach
    void end() {
        imap.close();
    }

    @Test
    void whoIsThereHearsByeWhateverItDoes() {
        imap.account("reader");
        try (var greeted = imap.connect();
                var quiet = imap.client("reader");
                var idler = imap.client("reader");
                var watcher = imap.client("reader");
                var compressed = imap.client("reader");
                var encrypted = Dialogue.withTls(imap.securePort())) {
            idler.follows("""
                    C: a IDLE
                    S: + idling
                    """);
            watcher.follows("""
                    C: a NOTIFY SET (PERSONAL (MessageNew MessageExpunge))
                    S: a OK Notifications are set
                    """);
            compressed.follows("""
                    C: a COMPRESS DEFLATE
                    S: a OK Compression begins
                    DEFLATE
                    C: b NOOP
                    S: b OK Done
                    """);
            encrypted.follows("""
                    S: * OK [CAPABILITY {...}] Posthorn is ready
                    C: a LOGIN reader "secret pass"
                    S: a OK [CAPABILITY {...}] Logged in
                    """);

            imap.stop();

            greeted.follows(BYE);
            quiet.follows(BYE);
            idler.follows(BYE);
            watcher.follows(BYE);
            compressed.follows("S: * BYE Server is shutting down");
            encrypted.follows(BYE);
        }
    }

    @Test
    void aResponseIsWholeBeforeTheBye() throws Exception {
        try (var client = selected("whole")) {
            client.send("f FETCH 1 BODY.PEEK[]\r\n".getBytes(StandardCharsets.US_ASCII));
            client.follows("S: * 1 FETCH (BODY[] {960017}");
            var stop = Thread.startVirtualThread(imap::stop);
            client.follows("""
                    S: ...
                    S: )
                    S: f OK Fetched
                    """).follows(BYE);
            stop.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoDoesNotReadHoldsTheStopUpForAMomentOnlyAndGetsNoByeIntoAResponse(boolean encrypted) {
        try (var deaf = selected("deaf-" + encrypted, encrypted)) {
            deaf.send("f FETCH 1 BODY.PEEK[]\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
            deaf.follows("S: * 1 FETCH (BODY[] {960017}");

            imap.stop();

            var heard = new ArrayList<String>();
            try {
                while (true) {
                    heard.add(deaf.line());
                }
            } catch (AssertionError closed) {
                assertFalse(heard.stream().anyMatch(line -> line.contains("BYE")), heard::toString);
            }
        }
    }

    /// A client that takes in little before it reads, and has a large message.
    private Dialogue selected(String account) {
        return selected(account, false);
    }

    private Dialogue selected(String account, boolean encrypted) {
        imap.account(account);
        var client = encrypted ? imap.encryptedClient(account) : imap.narrowClient(account);
        TestImap.append(client, "INBOX", "", "Subject: long\n\n" + "0123456789\n".repeat(80_000));
        return client.follows("""
                C: s SELECT INBOX
                S: ...
                S: s OK [READ-WRITE] Selected
                """);
    }
}
