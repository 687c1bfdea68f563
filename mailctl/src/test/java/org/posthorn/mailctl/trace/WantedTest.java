package org.posthorn.mailctl.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.posthorn.mailctl.console.Failure;

class WantedTest {
    @Test
    void wordsGoTogetherAndFieldsStandAlone() {
        assertEquals(
                Map.of("q", "late invoice <a=b@ex.org>", "to", "bob@example.com"),
                Wanted.fields(List.of("late invoice", "to=bob@example.com", "<a=b@ex.org>")));
    }

    @Test
    void anUnknownFieldIsNamed() {
        var failure = assertThrows(Failure.class, () -> Wanted.fields(List.of("sender=alice")));

        assertEquals(
                "There is no field sender; write words, or one of q, id, from, to, subject, ip, reply, had, since,"
                        + " until, limit as FIELD=VALUE.",
                failure.getMessage());
    }

    @Test
    void aFieldIsGivenOnce() {
        var failure = assertThrows(Failure.class, () -> Wanted.fields(List.of("to=a@ex.org", "to=b@ex.org")));

        assertEquals("The field to is given twice.", failure.getMessage());
    }
}
