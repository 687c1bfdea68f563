package org.posthorn.runtime.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate of our own making, for the time until there is a proper one: other servers encrypt to it without
/// checking it (RFC 7435), and users see that it is not to be trusted.
final class SelfSigned {
    private static final Duration VALID = Duration.ofDays(3650);

    private SelfSigned() {}

    /// The files in a directory; made when they are not there, once for all services of a process.
    static synchronized CertificateFiles in(Path directory, String hostname, Instant now) {
        var files = new CertificateFiles(directory.resolve("self-signed.pem"), directory.resolve("self-signed.key"));
        try {
            if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
                Files.createDirectories(directory);
                create(files, hostname, now);
            }
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("No certificate can be made in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void create(CertificateFiles files, String hostname, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        var random = new SecureRandom();
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        var pair = generator.generateKeyPair();
        var name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, hostname)
                .build();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(127, random),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(VALID)),
                name,
                pair.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, hostname)));
        var certificate = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
        write(files.key(), new JcaPKCS8Generator(pair.getPrivate(), null), "rw-------");
        write(files.certificate(), certificate, "rw-r--r--");
    }

    private static void write(Path file, Object pem, String permissions) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(pem);
        }
        var attributes = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        var temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "tls", ".new", attributes);
        Files.writeString(temporary, text.toString());
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
