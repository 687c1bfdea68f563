package org.posthorn.delivery.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.RecipientResult.Accepted;
import org.posthorn.delivery.transport.SmtpClient.Sent;
import org.posthorn.mailauth.dns.TlsaRecord;
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

            var sent = sending.client(Sending.LONG).send(strict, Sending.message("bob@example.net"), Sending.alone());

            assertEquals("4.7.5", Sending.ours(sent).status());
            assertEquals(
                    "The TLS handshake failed: the certificate of mx.example.net comes from no authority that is known here",
                    Sending.ours(sent).words());
        }
    }

    @Test
    void aPolicyUnderTestTakesTheCertificateAndTellsWhatIsWrongWithIt() {
        try (var server = server(BEFORE + AFTER)) {
            var target = server.target();
            var tested = new MailServer(target.name(), target.address(), Tls.TESTED, Optional.empty());
            var failures = new ArrayList<TlsFailure>();

            var sent = sending.client(Sending.LONG).send(tested, Sending.message("bob@example.net"), watched(failures));

            assertInstanceOf(Sent.Answered.class, sent, server.wrong()::toString);
            assertEquals(List.of(TlsFailure.CERTIFICATE_NOT_TRUSTED), failures);
        }
    }

    @Test
    void aCertificateThatTheZoneNamesIsTakenWhoeverSignedIt() throws Exception {
        try (var server = server(BEFORE + AFTER)) {
            for (var record : List.of(record(3, 1, 1), record(3, 0, 2), record(2, 0, 0))) {
                var sent = sending.client(Sending.LONG)
                        .send(named(server, record), Sending.message("bob@example.net"), Sending.alone());
                assertInstanceOf(Sent.Answered.class, sent, record.toString());
            }
        }
    }

    @Test
    void aCertificateThatTheZoneDoesNotNameEndsTheSession() {
        try (var server = server(BEFORE)) {
            var failures = new ArrayList<TlsFailure>();
            var sent = sending.client(Sending.LONG)
                    .send(
                            named(server, new TlsaRecord(3, 1, 1, "ab".repeat(32))),
                            Sending.message("bob@example.net"),
                            watched(failures));

            assertInstanceOf(Sent.Unreachable.class, sent);
            assertEquals(List.of(TlsFailure.TLSA_INVALID), failures);
        }
    }

    @Test
    void anAnchorCountsOnlyForItsNames() throws Exception {
        var chain = List.of(certificate());
        var anchor = List.of(record(2, 0, 1));

        assertTrue(new Dane(anchor, List.of("mx.example.net")).accepts(chain));
        assertFalse(new Dane(anchor, List.of("mx.example.org")).accepts(chain));
    }

    private static SmtpClient.Use watched(List<TlsFailure> failures) {
        return new SmtpClient.Use(
                100, (_, _) -> Optional.empty(), () -> {}, (_, failure) -> failure.ifPresent(failures::add));
    }

    private static MailServer named(ScriptedServer server, TlsaRecord record) {
        var target = server.target();
        var dane = new Dane(List.of(record), List.of(target.name()));
        return new MailServer(target.name(), target.address(), Tls.DANE, Optional.empty(), Optional.of(dane));
    }

    private TlsaRecord record(int usage, int selector, int matching) throws Exception {
        var certificate = certificate();
        var subject = selector == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        var data = matching == 0
                ? subject
                : MessageDigest.getInstance(matching == 1 ? "SHA-256" : "SHA-512")
                        .digest(subject);
        return new TlsaRecord(usage, selector, matching, HexFormat.of().formatHex(data));
    }

    private X509Certificate certificate() throws Exception {
        server("").close();
        try (var in = Files.newInputStream(directory.resolve("self-signed.pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private ScriptedServer server(String script) {
        var settings = Settings.of("tls.directory=" + directory).get(TlsSettings.class);
        return ScriptedServer.playing(ServerTls.of(settings, "mx.example.net", InstantSource.system()), script);
    }
}
