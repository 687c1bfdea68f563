package org.posthorn.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void itsKindIsTheNameThatTheJsonHas() {
        var verdicts = List.of(
                new Verdict.Deliver("x"),
                new Verdict.FileAsJunk("x"),
                new Verdict.Quarantine("x"),
                new Verdict.Discard("x"),
                new Verdict.Return("x"));
        for (Verdict verdict : verdicts) {
            var json = EventJson.MAPPER.valueToTree(verdict);
            assertEquals(verdict.kind(), json.path("kind").asText());
            assertEquals(2, json.size(), "its kind, once, and its reason");
        }
    }
}
