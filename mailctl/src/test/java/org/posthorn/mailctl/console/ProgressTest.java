package org.posthorn.mailctl.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0     | 10000 | 0    | Reading  [........................]   0 %  0 of 10,000  0/s
            5000  | 10000 | 1000 | Reading  [############............]  50 %  5,000 of 10,000  1,000/s  5 s left
            10000 | 10000 | 1000 | Reading  [########################] 100 %  10,000 of 10,000  1,000/s
            1234  | 0     | 617  | Reading  1,234  617/s
            """)
    void oneLineSaysHowFarItIsHowFastAndHowLongYet(long done, long whole, double rate, String line) {
        assertEquals(line, Progress.line("Reading", done, whole, rate));
    }
}
