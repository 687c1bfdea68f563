package org.posthorn.ingress.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.ingress.authentication.LoginCheck.Result;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.settings.Settings;

class MailboxLoginClientTest {
    private static final Credentials ALICE = new Credentials("alice", "secret");

    private final AtomicReference<String> asked = new AtomicReference<>("");
    private volatile int status = 200;

    @SuppressWarnings("NullAway.Init")
    private HttpServer mailbox;

    @BeforeEach
    void start() throws IOException {
        mailbox = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        mailbox.createContext("/internal/v1/authenticate", exchange -> {
            asked.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            var answer = """
                    {"account": 7, "address": "alice@example.net", "role": "USER",
                     "addresses": ["alice@example.net", "Sales@Example.net"]}""".getBytes(UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        mailbox.start();
    }

    @AfterEach
    void stop() {
        mailbox.stop(0);
    }

    private Result check() {
        var token = ServiceToken.of(
                Settings.of("http.token=0123456789abcdef0123456789abcdef").get(HttpSettings.class));
        var address = URI.create("http://127.0.0.1:" + mailbox.getAddress().getPort());
        try (var http = ServiceClient.httpClient()) {
            return new MailboxLoginClient(new ServiceClient(http, address, token, Duration.ofSeconds(60)))
                    .check(ALICE, "192.0.2.1");
        }
    }

    @Test
    void rightPasswordGivesTheAccountAndItsAddresses() {
        var right = assertInstanceOf(Result.Right.class, check());
        assertEquals(7, right.login().account().value());
        assertEquals(
                Set.of("alice@example.net", "sales@example.net"), right.login().addresses());
        assertTrue(asked.get().contains("\"clientIp\":\"192.0.2.1\""), asked.get());
    }

    @ParameterizedTest
    @CsvSource({"401, Wrong", "400, Wrong", "429, TooMany", "500, Unavailable", "503, Unavailable"})
    void otherAnswersAreToldApart(int answer, String result) {
        status = answer;
        assertEquals(result, check().getClass().getSimpleName());
    }

    @Test
    void passwordIsNotPrinted() {
        assertEquals("Credentials[alice]", ALICE.toString());
    }
}
