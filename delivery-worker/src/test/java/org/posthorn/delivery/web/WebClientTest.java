package org.posthorn.delivery.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String ZONE = "www.a.example A 127.0.0.1\nother.example A 127.0.0.1";

    @TempDir
    Path directory;

    @Test
    void theServerIsFoundByOurResolverAndHearsItsName() throws IOException {
        try (var server = new TlsWebServer(directory, "www.a.example")) {
            server.answers(200, "text/plain", "hello");
            var client = server.client(ZONE);
            var there = uri(server, "www.a.example", "/x?y=1");

            var got = client.get(there, new WebClient.Limits(LONG, 100));
            var posted = client.post(there, "application/tlsrpt+gzip", "report".getBytes(StandardCharsets.UTF_8), LONG);

            assertEquals("hello", new String(got.body(), StandardCharsets.UTF_8));
            assertEquals(200, posted.status());
            assertEquals(List.of("", "report"), server.bodies());
            var host = " /x?y=1 www.a.example:" + server.port();
            assertEquals(List.of("GET" + host, "POST" + host), server.asked());
        }
    }

    @Test
    void whoIsNotFoundOrNotWhoItShouldBeIsNotAsked() {
        try (var server = new TlsWebServer(directory, "www.a.example")) {
            server.answers(200, "text/plain", "hello");
            var client = server.client(ZONE);

            var nowhere = assertThrows(
                    ConnectException.class, () -> client.get(uri(server, "www.b.example", "/"), limits(100)));
            assertEquals("www.b.example has no address", nowhere.getMessage());
            assertThrows(SSLException.class, () -> client.get(uri(server, "other.example", "/"), limits(100)));
            assertThrows(IOException.class, () -> client.get(URI.create("http://www.a.example/"), limits(100)));
            assertEquals(List.of(), server.asked());
        }
    }

    @Test
    void aServerThatSaysNothingIsLeftWhenItsTimeIsOver() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var server = new TlsWebServer(directory, "www.a.example")) {
            var there = URI.create("https://www.a.example:" + silent.getLocalPort() + "/");
            var limits = new WebClient.Limits(Duration.ofMillis(200), 100);

            var left = assertThrows(
                    SocketTimeoutException.class, () -> server.client(ZONE).get(there, limits));

            assertEquals("no whole answer in time", left.getMessage());
        }
    }

    private static WebClient.Limits limits(int largest) {
        return new WebClient.Limits(LONG, largest);
    }

    private static URI uri(TlsWebServer server, String name, String path) {
        return URI.create("https://" + name + ":" + server.port() + path);
    }
}
