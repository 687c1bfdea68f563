package org.posthorn.mailctl.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggedLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2026-01-02T03:04:05.678+01:00 INFO  Main login account=7 | 2026-01-02T03:04:05.678+01:00 INFO  Main login account=7",
                "{\"time\":\"2026-01-02T02:04:05.678Z\",\"level\":\"WARN\",\"logger\":\"org.posthorn.A\",\"message\":\"queue-waits\"}"
                        + "| 2026-01-02T02:04:05.678Z WARN  A queue-waits",
                "{\"time\":\"2026-01-02T02:04:05.678Z\",\"lev | {\"time\":\"2026-01-02T02:04:05.678Z\",\"lev",
            })
    void bothFormsReadAlike(String written, String shown) {
        assertEquals(shown, LoggedLine.readable(written));
    }
}
