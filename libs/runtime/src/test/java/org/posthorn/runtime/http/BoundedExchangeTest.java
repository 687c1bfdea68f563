package org.posthorn.runtime.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedExchangeTest {
    private static final String BEGUN = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab";

    private static String ask(String answer, Duration within) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var http = HttpClient.newHttpClient()) {
            Thread.startVirtualThread(() -> {
                try (var client = server.accept()) {
                    client.getOutputStream().write(answer.getBytes(US_ASCII));
                    client.getOutputStream().flush();
                    client.getInputStream().readAllBytes();
                } catch (IOException _) {
                    // nobody waits for it any more
                }
            });
            var address = URI.create("http://127.0.0.1:" + server.getLocalPort());
            var request = HttpRequest.newBuilder(address).timeout(within).build();
            return BoundedExchange.send(http, request, BodyHandlers.ofString()).body();
        }
    }

    @Test
    void aWholeAnswerIsTaken() throws Exception {
        assertEquals("abcdefghij", ask(BEGUN + "cdefghij", Duration.ofSeconds(50)));
    }

    /// The client's own timeout would be over with the header, and the rest never comes.
    @Test
    void oneThatStopsInTheMiddleIsGivenUp() {
        assertThrows(HttpTimeoutException.class, () -> ask(BEGUN, Duration.ofMillis(300)));
    }
}
