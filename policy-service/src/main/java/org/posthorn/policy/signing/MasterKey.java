package org.posthorn.policy.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.posthorn.runtime.settings.SettingsRefused;

/// A key that seals other keys. It never prints itself.
final class MasterKey {
    private static final int OCTETS = 32;
    private static final int ID_OCTETS = 6;

    private final SecretKey key;
    private final String id;

    private MasterKey(byte[] octets) {
        this.key = new SecretKeySpec(octets, "AES");
        this.id = idOf(octets);
    }

    /// @param setting where it was written, for the sentence when it is wrong
    static MasterKey read(String setting, String base64) {
        try {
            byte[] octets = Base64.getDecoder().decode(base64.strip());
            if (octets.length == OCTETS) {
                return new MasterKey(octets);
            }
        } catch (IllegalArgumentException _) {
            // the sentence below says what it must be
        }
        throw new SettingsRefused(setting + ": a master key is " + OCTETS + " octets in base 64, as"
                + " `openssl rand -base64 32` prints them.");
    }

    /// From a file, which is made, readable by its owner alone, when it is missing.
    static MasterKey ofFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new SettingsRefused("dkim.master-key-file: " + file + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static void create(Path file) throws IOException {
        var random = new byte[OCTETS];
        new SecureRandom().nextBytes(random);
        var folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(folder, "master-key", ".new", mode);
        Files.writeString(fresh, Base64.getEncoder().encodeToString(random), StandardOpenOption.TRUNCATE_EXISTING);
        try {
            // a hard link fails when another instance was first, and never shows a half-written file
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException _) {
            // the other instance's key counts
        } finally {
            Files.delete(fresh);
        }
    }

    SecretKey key() {
        return key;
    }

    /// Names it without telling anything about it.
    String id() {
        return id;
    }

    private static String idOf(byte[] octets) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("posthorn master key".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(octets), ID_OCTETS));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "master key " + id;
    }
}
