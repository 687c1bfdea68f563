package org.posthorn.gateway.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceSearchTest {
    private static final Instant NOW = Instant.parse("2026-11-27T09:00:00Z");

    private static Set<String> message() {
        return new Terms()
                .address("from", "dead.letters@shop.example")
                .address("author", "Ann@shop.example")
                .address("to", "dead@world.example")
                .words("subject", "Q4 report.pdf for Zo\u00eb, release 4.2.0 of <draft> to 10.0.0.9")
                .words("reply", "550 5.1.1 mailbox unavailable, 198.51.100.4 is listed")
                .exact("status", "5.1.1")
                .exact("host", "mx1.world.example")
                .exact("id", "<a=1@shop.example>")
                .exact("ip", "192.0.2.7")
                .exact("had", "bounced")
                .all();
    }

    @ParameterizedTest
    @CsvSource({
        "dead, true",
        "DEAD report, true",
        "dead invoice, false",
        "ann, true",
        "dead@world.example, true",
        "@world.example, true",
        "world.example, true",
        "other.example, false",
        "mx1.world.example, true",
        "report.pdf, true",
        "report.txt, false",
        "zoe, true",
        "unavailable bounced, true",
        "5.1.1, true",
        "5.1.2, false",
        "5.1.5, false",
        "4.2.0, true",
        "10.0.0.9, true",
        "198.51.100.4 unavailable, true",
        "198.51.100.5, false",
        "<draft>, true",
        "ann@shop.example zoe, true",
        "one@two.example, false",
        "q4 report pdf for zoe release of to dead ann bounced unavailable listed, true",
        "q4 report pdf for zoe release of to dead ann bounced unavailable invoice, false",
        "q4 report pdf for zoe release of to dead unavailable ann@shop.example 192.0.2.7, true",
        "192.0.2.7 dead, true",
        "192.0.2.8 dead, false",
        "<a=1@shop.example>, true",
        "a=1@shop.example, true",
        "***, false",
    })
    void wordsAreFoundInAnyField(String words, boolean found) {
        var search = TraceSearch.of(field -> field.equals("q") ? Optional.of(words) : Optional.empty(), Scope.ALL, NOW);

        assertEquals(found, search.matches(message()));
    }
}
