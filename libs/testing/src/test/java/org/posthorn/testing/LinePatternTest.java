package org.posthorn.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinePatternTest {
    @ParameterizedTest
    @CsvSource({
        "250 ok, 250 ok, true",
        "250 ok, 250 ok!, false",
        "250 {...}, 250 anything, true",
        "250 {...}, 251 anything, false",
        "{...} queued as {...}, 250 2.0.0 queued as 4711, true",
        "a{...}a, a, false",
        "a{...}b{...}c, a-b-c, true",
        "a{...}b{...}c, a-c, false",
    })
    void anyTextMayStandAtTheMark(String pattern, String line, boolean matches) {
        assertEquals(matches, LinePattern.matches(pattern, line));
    }
}
