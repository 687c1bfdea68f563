package org.posthorn.policy.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.runtime.settings.SettingsRefused;

class KeySealTest {
    private static final String NAME = "default._domainkey.example.com";
    private static final MasterKey FIRST = key('a');
    private static final MasterKey SECOND = key('b');

    @Test
    void whatWasSealedIsOpenedUnderItsNameOnly() {
        var seal = new KeySeal(FIRST, List.of());

        var sealed = seal.seal(NAME, "a private key");

        assertEquals("a private key", seal.open(NAME, sealed));
        assertFalse(new String(sealed.octets(), UTF_8).contains("private"));
        assertThrows(SettingsRefused.class, () -> seal.open("default._domainkey.example.org", sealed));
    }

    @Test
    void eachSealIsAnother() {
        var seal = new KeySeal(FIRST, List.of());

        assertFalse(Arrays.equals(
                seal.seal(NAME, "x").octets(), seal.seal(NAME, "x").octets()));
    }

    @Test
    void aNewMasterKeyOpensWhatTheOldOneSealed() {
        var sealed = new KeySeal(FIRST, List.of()).seal(NAME, "a private key");
        var seal = new KeySeal(SECOND, List.of(FIRST));

        assertEquals("a private key", seal.open(NAME, sealed));
        assertFalse(seal.isCurrent(sealed));
        var refused = assertThrows(SettingsRefused.class, () -> new KeySeal(SECOND, List.of()).open(NAME, sealed));
        assertEquals(
                "The DKIM key " + NAME + " was sealed with the master key " + FIRST.id()
                        + ", which is not at hand: set dkim.master-key or dkim.old-master-keys.",
                refused.getMessage());
    }

    @Test
    void octetsThatChangedAreNoKey() {
        var seal = new KeySeal(FIRST, List.of());
        var sealed = seal.seal(NAME, "a private key");
        sealed.octets()[sealed.octets().length - 1] ^= 1;

        assertThrows(SettingsRefused.class, () -> seal.open(NAME, sealed));
    }

    @Test
    void theFileIsMadeOnceForItsOwnerAlone(@TempDir Path directory) throws IOException {
        var file = directory.resolve("secrets").resolve("master-key");

        var made = MasterKey.ofFile(file);

        assertEquals(made.id(), MasterKey.ofFile(file).id());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(made.toString().contains(Files.readString(file).strip()));
    }

    @Test
    void aMasterKeyOfAnotherLengthIsRefusedWithTheWayToMakeOne() {
        var refused = assertThrows(SettingsRefused.class, () -> MasterKey.read("dkim.master-key", "c2hvcnQ="));

        assertTrue(String.valueOf(refused.getMessage()).contains("openssl rand -base64 32"), refused::toString);
    }

    private static MasterKey key(char letter) {
        var octets = new byte[32];
        Arrays.fill(octets, (byte) letter);
        return MasterKey.read("dkim.master-key", Base64.getEncoder().encodeToString(octets));
    }
}
