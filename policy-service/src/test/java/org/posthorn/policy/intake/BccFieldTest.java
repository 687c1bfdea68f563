package org.posthorn.policy.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BccFieldTest {
    @Test
    void nobodyIsNoField() {
        assertEquals("", BccField.of(List.of()));
        assertEquals("", BccField.of(List.of(" ")));
    }

    @Test
    void addressesAreListed() {
        assertEquals("Bcc: a@x.test, b@x.test\r\n", BccField.of(List.of("a@x.test", "b@x.test")));
    }

    @Test
    void wholeFieldsBecomeOne() {
        assertEquals(
                "Bcc: a@x.test, \"B, C\" <b@x.test>\r\n", BccField.of(List.of("bcc: a@x.test", "\"B, C\" <b@x.test>")));
    }

    @Test
    void noValueCanBecomeAFieldOfItsOwn() {
        assertEquals("Bcc: a@x.test, Subject: forged\r\n", BccField.of(List.of("a@x.test,\r\n\tSubject: forged")));
    }

    @Test
    void longListsAreFolded() {
        var field = BccField.of(Collections.nCopies(20, "somebody@example.com"));

        assertTrue(field.lines().allMatch(line -> line.length() <= 78), field);
        assertEquals(20, field.split("somebody").length - 1);
    }
}
