package org.posthorn.policy.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.posthorn.runtime.settings.SettingsRefused;

/// Seals private keys for the database: AES-256-GCM (NIST SP 800-38D) with a fresh nonce each, and the name under which
/// the public half is published as associated data, so that a sealed key cannot be moved to another name.
final class KeySeal {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;

    private final MasterKey current;
    private final Map<String, MasterKey> known = new HashMap<>();
    private final SecureRandom random = new SecureRandom();

    /// @param masterKey the id of the key that sealed it
    /// @param octets the nonce, then the text and its tag
    @SuppressWarnings("ArrayRecordComponent")
    record Sealed(String masterKey, byte[] octets) {}

    KeySeal(MasterKey current, List<MasterKey> old) {
        this.current = current;
        old.forEach(key -> known.put(key.id(), key));
        known.put(current.id(), current);
    }

    /// With the keys of the settings.
    static KeySeal of(DkimSettings settings) {
        var current = settings.masterKey()
                .map(key -> MasterKey.read("dkim.master-key", key))
                .orElseGet(() -> MasterKey.ofFile(settings.masterKeyFile()));
        var old = new ArrayList<MasterKey>();
        settings.oldMasterKeys().forEach(key -> old.add(MasterKey.read("dkim.old-master-keys", key)));
        return new KeySeal(current, old);
    }

    boolean isCurrent(Sealed sealed) {
        return sealed.masterKey().equals(current.id());
    }

    /// @param name of the key, such as `default._domainkey.example.com`
    Sealed seal(String name, String pem) {
        var nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, current, name, nonce);
            byte[] text = cipher.doFinal(pem.getBytes(UTF_8));
            var octets =
                    ByteBuffer.allocate(nonce.length + text.length).put(nonce).put(text);
            return new Sealed(current.id(), octets.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + CIPHER, e);
        }
    }

    /// @throws SettingsRefused with a sentence for the operator, when no master key at hand opens it
    String open(String name, Sealed sealed) {
        var key = Optional.ofNullable(known.get(sealed.masterKey()))
                .orElseThrow(() -> new SettingsRefused("The DKIM key " + name + " was sealed with the master key "
                        + sealed.masterKey() + ", which is not at hand: set dkim.master-key or dkim.old-master-keys."));
        byte[] octets = sealed.octets();
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, key, name, Arrays.copyOf(octets, NONCE_OCTETS));
            return new String(cipher.doFinal(octets, NONCE_OCTETS, octets.length - NONCE_OCTETS), UTF_8);
        } catch (AEADBadTagException e) {
            throw new SettingsRefused("The DKIM key " + name + " in the database is damaged or was moved.");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("the sealed key " + name + " cannot be read", e);
        }
    }

    private static Cipher cipher(int mode, MasterKey key, String name, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(UTF_8));
        return cipher;
    }
}
