package org.posthorn.mailbox.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// AUTHENTICATE SCRAM-SHA-256 (RFC 7677) with a client that computes for itself.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScramDialogueTest {
    private TestImap imap;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) {
        imap = new TestImap(database, directory);
        imap.account("anna");
    }

    @AfterAll
    void stop() {
        imap.close();
    }

    @Test
    void thePasswordIsProvedOnBothSides() throws Exception {
        try (var client = imap.connect()) {
            var challenge = begin(client, "anna");
            var proof = new Proof("anna", "secret pass", challenge);
            client.follows("C: " + base64(proof.last()));
            assertEquals("+ " + base64("v=" + proof.server()), client.line());
            client.follows("""
                    C:
                    S: a OK [CAPABILITY {...}] Logged in
                    C: b SELECT INBOX
                    S: ...
                    S: b OK [READ-WRITE] Selected
                    """);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (var client = imap.connect()) {
            var proof = new Proof("anna", "wrong pass", begin(client, "anna"));
            client.follows("C: " + base64(proof.last()))
                    .follows("S: a NO [AUTHENTICATIONFAILED] The name or the password is wrong.");
        }
    }

    /// Nobody learns from the challenge which accounts there are.
    @Test
    void anUnknownAccountIsAskedTheSame() throws Exception {
        try (var client = imap.connect();
                var again = imap.connect()) {
            var challenge = begin(client, "nobody");
            assertTrue(challenge.endsWith(",i=4096"), challenge);
            var second = begin(again, "nobody");
            assertEquals(attribute(challenge, "s="), attribute(second, "s="));
            assertNotEquals(attribute(challenge, "r="), attribute(second, "r="));
            client.follows("C: " + base64(new Proof("nobody", "secret pass", challenge).last()))
                    .follows("S: a NO [AUTHENTICATIONFAILED] The name or the password is wrong.");
        }
    }

    @Test
    void passwordsOfOldGetTheirKeysWhenTheyAreUsed() throws Exception {
        imap.account("old");
        imap.database().update("UPDATE account SET scram_keys = NULL WHERE primary_address = 'old@example.org'");
        try (var client = imap.client("old")) {
            client.follows("""
                    C: b LOGOUT
                    S: * BYE Good bye
                    S: b OK Logged out
                    """);
        }
        try (var client = imap.connect()) {
            var proof = new Proof("old", "secret pass", begin(client, "old"));
            client.follows("C: " + base64(proof.last())).follows("""
                    S: + {...}
                    C:
                    S: a OK [CAPABILITY {...}] Logged in
                    """);
        }
    }

    @Test
    void malformedMessagesAreAnsweredWithBad() {
        try (var client = imap.connect()) {
            client.follows("""
                    C: a AUTHENTICATE SCRAM-SHA-256 %s
                    S: a BAD Channel binding is not offered
                    C: b AUTHENTICATE SCRAM-SHA-256 %s
                    S: b BAD Malformed response
                    C: c AUTHENTICATE SCRAM-SHA-256
                    S: +\s
                    C: *
                    S: c BAD AUTHENTICATE was given up
                    """.formatted(base64("p=tls-exporter,,n=anna,r=x"), base64("n,,n=anna")));
        }
    }

    /// @return the server's first message
    private static String begin(Dialogue client, String name) {
        client.follows("C: a AUTHENTICATE SCRAM-SHA-256 " + base64("n,,n=" + name + ",r=abcdef"));
        var line = client.line();
        assertTrue(line.startsWith("+ "), line);
        return new String(Base64.getDecoder().decode(line.substring(2)), StandardCharsets.UTF_8);
    }

    private static String attribute(String message, String name) {
        for (var part : message.split(",")) {
            if (part.startsWith(name)) {
                return part.substring(name.length());
            }
        }
        throw new AssertionError("no " + name + " in " + message);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// What a client computes (RFC 5802 §3).
    private record Proof(String last, String server) {
        Proof(String name, String password, String challenge) throws Exception {
            this(last(name, password, challenge), server(name, password, challenge));
        }

        private static String dialogue(String name, String challenge) {
            return "n=" + name + ",r=abcdef," + challenge + "," + withoutProof(challenge);
        }

        private static String withoutProof(String challenge) {
            return "c=biws,r=" + attribute(challenge, "r=");
        }

        private static byte[] salted(String password, String challenge) throws Exception {
            var salt = Base64.getDecoder().decode(attribute(challenge, "s="));
            var spec = new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(attribute(challenge, "i=")), 256);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        }

        private static String last(String name, String password, String challenge) throws Exception {
            var clientKey = hmac(salted(password, challenge), "Client Key");
            var storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
            var signature = hmac(storedKey, dialogue(name, challenge));
            for (int i = 0; i < clientKey.length; i++) {
                clientKey[i] ^= signature[i];
            }
            return withoutProof(challenge) + ",p=" + Base64.getEncoder().encodeToString(clientKey);
        }

        private static String server(String name, String password, String challenge) throws Exception {
            var key = hmac(salted(password, challenge), "Server Key");
            return Base64.getEncoder().encodeToString(hmac(key, dialogue(name, challenge)));
        }

        private static byte[] hmac(byte[] key, String text) throws Exception {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
