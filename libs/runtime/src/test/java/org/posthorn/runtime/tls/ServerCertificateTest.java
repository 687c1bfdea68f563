package org.posthorn.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.runtime.settings.SettingsRefused;

class ServerCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void certificateIsMadeOnceAndKept(@TempDir Path directory) throws IOException {
        var files = SelfSigned.in(directory, "mx.example.net", NOW);
        var first = Files.readString(files.certificate());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())));
        assertEquals(
                first,
                Files.readString(SelfSigned.in(directory, "mx.example.net", NOW).certificate()));
        ServerCertificate.context(files);
    }

    @Test
    void changedFilesAreReadAgainWithoutARestart(@TempDir Path directory, @TempDir Path other) throws Exception {
        var files = SelfSigned.in(directory, "mx.example.net", NOW);
        var certificate = ServerCertificate.of(files);
        var before = leaf(certificate);
        var renewed = SelfSigned.in(other, "mx2.example.net", NOW);
        Files.copy(renewed.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(renewed.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(files.certificate(), FileTime.fromMillis(System.currentTimeMillis() + 5_000));
        certificate.reload();
        var after = leaf(certificate);
        assertNotEquals(before, after);

        Files.writeString(files.key(), "nonsense");
        Files.setLastModifiedTime(files.key(), FileTime.fromMillis(System.currentTimeMillis() + 50_000));
        certificate.reload();
        assertEquals(after, leaf(certificate));
    }

    @Test
    void unreadableCertificateStopsTheStartWithOneSentence(@TempDir Path directory) {
        var files = new CertificateFiles(directory.resolve("a"), directory.resolve("b"));
        var refused = assertThrows(SettingsRefused.class, () -> ServerCertificate.context(files));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("The certificate "));
    }

    private static X509Certificate leaf(ServerCertificate certificate) {
        var alias = Objects.requireNonNull(certificate.getServerAliases("EC", null))[0];
        return Objects.requireNonNull(certificate.getCertificateChain(alias))[0];
    }
}
