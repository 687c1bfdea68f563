package org.posthorn.allinone.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.embedded.CannotStart;

class ProveOptionsTest {
    @Test
    void bothWaysToGiveAValueMeanTheSame() {
        var expected =
                new ProveOptions(Duration.ofMinutes(10), 42, 100, Optional.of(Path.of("d")), Path.of("report.md"));

        assertEquals(
                expected,
                parse("--minutes", "10", "--seed", "42", "--rate", "100", "--data", "d", "--report", "report.md"));
        assertEquals(expected, parse("--minutes=10", "--seed=42", "--rate=100", "--data=d", "--report=report.md"));
    }

    @ParameterizedTest
    @CsvSource({
        "--minutes=soon, --minutes needs a number",
        "--seed,         --seed needs a number",
        "--seconds=1,    between 5 seconds and a day",
        "--minuets=3,    is not an option of prove",
    })
    void whatCannotBeReadIsRefusedWithASentence(String argument, String sentence) {
        var refused = assertThrows(CannotStart.class, () -> parse(argument));

        assertTrue(Objects.requireNonNull(refused.getMessage()).contains(sentence), refused.getMessage());
    }

    private static ProveOptions parse(String... arguments) {
        return ProveOptions.parse(arguments);
    }
}
