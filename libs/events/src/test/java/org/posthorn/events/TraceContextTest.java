package org.posthorn.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceContextTest {
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000001, 00000000000000000000000000000001",
        "0000000000000000000000000Z, 0000000000000000000000000000001f",
        "7ZZZZZZZZZZZZZZZZZZZZZZZZZ, ffffffffffffffffffffffffffffffff",
    })
    void theTraceOfAMessageIsItsIdInHexadecimal(String id, String trace) {
        assertEquals(trace, TraceContext.traceId(MessageId.of(id)));
    }

    @Test
    void itBeginsWithTheTimeOfTheMessage() {
        var at = Instant.parse("2026-11-27T15:30:00Z");

        var first = TraceContext.traceId(MessageId.next(at)).substring(0, 12);

        assertEquals(BigInteger.valueOf(at.toEpochMilli()), new BigInteger(first, 16));
    }

    @Test
    void eventsOfOneMessageShareItsTraceAndHaveSpansOfTheirOwn() {
        var id = MessageId.next(Instant.now());
        var judged = TraceContext.of(id, id + "/judged");
        var filed = TraceContext.of(id, id + "/filed");

        assertTrue(judged.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"), judged);
        assertEquals(judged.substring(0, 36), filed.substring(0, 36));
        assertNotEquals(judged, filed);
        assertEquals(judged, TraceContext.of(id, id + "/judged"));
    }
}
