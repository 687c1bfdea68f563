package org.posthorn.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DialogueTest {
    @Test
    void aDialogueThatGoesAsWrittenPasses() throws Exception {
        try (var server = new ScriptedServer("220 mx ESMTP 4711\r\n250-mx\r\n250-SIZE\r\n250 HELP\r\n221 bye\r\n");
                var client = Dialogue.with(server.port())) {
            client.follows("""
                    S: 220 mx ESMTP {...}
                    C> EHLO client
                    C: QUIT
                    S: ...
                    S: 250 HELP
                    S: 221 bye
                    close
                    """);
            assertEquals("EHLO client\r\nQUIT\r\n", server.received());
        }
    }

    @Test
    void aDialogueThatGoesAnotherWayShowsBothSides() throws Exception {
        try (var server = new ScriptedServer("220 mx\r\n550 no\r\n");
                var client = Dialogue.with(server.port())) {
            var failure = assertThrows(AssertionError.class, () -> client.follows("""
                    S: 220 mx
                    C: EHLO client
                    S: 250 mx
                    """));
            var lines = String.valueOf(failure.getMessage());
            assertTrue(lines.contains("  S: 220 mx      | S: 220 mx\n"), lines);
            assertTrue(lines.contains("> S: 250 mx      | S: 550 no\n"), lines);
        }
    }

    @Test
    void aBareLineFeedIsNotALineEnd() throws Exception {
        try (var server = new ScriptedServer("220 mx\n");
                var client = Dialogue.with(server.port())) {
            assertThrows(AssertionError.class, () -> client.follows("S: 220 mx"));
        }
    }

    @Test
    void clientTextKnowsEscapes() {
        assertEquals("a\r\nb\0\\é!", new String(Escapes.octets("a\\r\\nb\\0\\\\é\\x21"), StandardCharsets.UTF_8));
    }

    /// Says everything at once, reads until the client is done, and closes.
    private static final class ScriptedServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CompletableFuture<String> received;

        ScriptedServer(String script) throws IOException {
            received = CompletableFuture.supplyAsync(() -> serve(script));
        }

        int port() {
            return listener.getLocalPort();
        }

        String received() {
            return received.join();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }

        private String serve(String script) {
            try (var socket = listener.accept()) {
                socket.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
                var said = new StringBuilder();
                for (var octet = socket.getInputStream().read();
                        octet >= 0;
                        octet = socket.getInputStream().read()) {
                    said.append((char) octet);
                    if (said.toString().endsWith("QUIT\r\n")) {
                        break;
                    }
                }
                return said.toString();
            } catch (IOException e) {
                return "the connection failed: " + e;
            }
        }
    }
}
