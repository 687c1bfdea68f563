package org.posthorn.mailctl.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.mailctl.Ran;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.tls.ServerTls;
import org.posthorn.runtime.tls.TlsSettings;

class ImapCertificateTest {
    @Test
    void aCertificateThatNobodyKnowsIsOneSentenceWithTheWayOn(@TempDir Path directory) throws Exception {
        var settings = Settings.of("tls.directory=" + directory).get(TlsSettings.class);
        var tls = ServerTls.of(settings, "mail.example.org", InstantSource.system());
        try (var server = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> greet(server));
            var place = "127.0.0.1:" + server.getLocalPort();

            var ran = Ran.with(
                    "secret\n", false, "import", "imap", "alice", place, "--user", "alice", "--password-stdin");

            assertEquals(
                    new Ran(
                            1,
                            "",
                            place + ": its certificate comes from no authority that is known here;"
                                    + " --insecure takes it all the same.\n"),
                    ran);
        }
    }

    private static void greet(SSLServerSocket server) {
        try (var socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
        } catch (IOException refused) {
            // that is what the client is to do
        }
    }
}
