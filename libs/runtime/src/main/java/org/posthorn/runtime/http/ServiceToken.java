package org.posthorn.runtime.http;

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
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.posthorn.runtime.settings.SettingsRefused;

/// The secret that services show each other. Whoever has it may do everything at `/internal/**`.
public final class ServiceToken {
    private static final int LEAST_LENGTH = 16;

    private final String token;

    private ServiceToken(String token) {
        if (token.length() < LEAST_LENGTH) {
            throw new SettingsRefused("The service token is too short: it needs " + LEAST_LENGTH + " characters.");
        }
        this.token = token;
    }

    /// From the setting, else from the file, which is made (readable by its owner alone) when missing.
    public static ServiceToken of(HttpSettings settings) {
        return new ServiceToken(settings.token().orElseGet(() -> fromFile(settings.tokenFile())));
    }

    private static String fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new SettingsRefused("The service token cannot be read from " + file + ": " + e.getMessage() + ".");
        }
    }

    private static void create(Path file) throws IOException {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        var parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        var temporary = Files.createTempFile(
                parent,
                "token",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, HexFormat.of().formatHex(random), StandardOpenOption.TRUNCATE_EXISTING);
        try {
            // a hard link fails when another service was first, and never shows a half-written file
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // the other service's token counts
        } finally {
            Files.delete(temporary);
        }
    }

    /// A key for another purpose that all services share; it does not tell the token.
    public byte[] derivedKey(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// The value of the Authorization header field.
    public String authorization() {
        return "Bearer " + token;
    }

    /// Compares in constant time.
    boolean matches(String authorization) {
        return MessageDigest.isEqual(
                authorization().getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8));
    }
}
