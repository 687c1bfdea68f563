package org.posthorn.delivery.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.RecipientResult.Accepted;
import org.posthorn.delivery.transport.SmtpClient.Sent;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.tls.ServerTls;
import org.posthorn.runtime.tls.TlsSettings;

/// TLS with a server whose certificate nobody signed.
class TlsClientTest {
    private static final String BEFORE = Sending.GREETING + """
            S: 250-mx.example.net
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 Go ahead
            tls
            """;
    private static final String AFTER = """
            C: EHLO our.example.com
            S: 250 mx.example.net
            C: MAIL FROM:<alice@example.com>
            S: 250 Ok
            C: RCPT TO:<bob@example.net>
            S: 250 Ok
            C: DATA
            S: 354 Go ahead
            C: ...
            S: 250 Taken under TLS
            """;

    @RegisterExtension
    final Sending sending = new Sending();

    @TempDir
    Path directory;

    @Test
    void wishedTlsTakesAnyCertificate() {
        try (var server = server(BEFORE + AFTER)) {
            var sent = sending.client(Sending.LONG)
                    .send(server.target(), Sending.message("bob@example.net"), Sending.alone());

            var results = assertInstanceOf(Sent.Answered.class, sent).results();
            var accepted = assertInstanceOf(Accepted.class, results.getFirst(), server.wrong()::toString);
            assertEquals("250 Taken under TLS", accepted.reply().toString());
            assertEquals(List.of(), server.wrong());
        }
    }

    @Test
    void requiredTlsDoesNotTakeACertificateThatNobodySigned() {
        try (var server = server(BEFORE)) {
            var target = server.target();
            var strict = new MailServer(target.name(), target.address(), Tls.VERIFIED, Optional.empty());

            var sent = sending.client(Sending.LONG)
                    .send(strict, Sending.message("bob@example.net"), Sending.alone());

            assertEquals(
                    "4.7.5",
                    assertInstanceOf(Sent.Unreachable.class, sent).reply().status().toString());
        }
    }

    private ScriptedServer server(String script) {
        var settings = Settings.of("tls.directory=" + directory).get(TlsSettings.class);
        return ScriptedServer.playing(ServerTls.of(settings, "mx.example.net", InstantSource.system()), script);
    }
}
