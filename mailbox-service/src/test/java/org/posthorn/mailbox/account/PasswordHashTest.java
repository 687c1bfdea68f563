package org.posthorn.mailbox.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @ParameterizedTest
    @ValueSource(ints = {19_456, 1_024})
    void aHashKnowsTheMemoryThatItWasMadeWith(int memory) {
        var hash = PasswordHash.of("correct horse", memory, RANDOM);

        assertTrue(hash.startsWith("$argon2id$v=19$m=" + memory + ",t=2,p=1$"), hash);
        assertTrue(PasswordHash.matches("correct horse", hash));
        assertFalse(PasswordHash.matches("correct horsf", hash));
        assertFalse(PasswordHash.matches("correct horse", hash.replace("m=" + memory, "m=2048")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$2y$10$abcdefghijklmnopqrstuv",
                "$argon2i$v=19$m=1024,t=2,p=1$YWFhYWFhYWE$YWFhYWFhYWE",
                "$argon2id$v=19$m=1024,t=3,p=1$YWFhYWFhYWE$YWFhYWFhYWE",
                "$argon2id$v=19$m=99999999,t=2,p=1$YWFhYWFhYWE$YWFhYWFhYWE"
            })
    void aHashOfAnotherKindIsNotTakenForAWrongPassword(String stored) {
        var refused = assertThrows(IllegalStateException.class, () -> PasswordHash.matches("any", stored));
        assertEquals("a password hash of another kind is stored", refused.getMessage());
    }
}
