package org.posthorn.mailauth.spf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.mailauth.Vectors;

/// The suite of openspf.org for RFC 7208 (release 2014.04), all of it.
class SpfVectorsTest {
    private static final String FILE = "spf-rfc7208-tests.yml";
    private static final Duration WITHIN = Duration.ofSeconds(5);

    /// Where we differ from the suite, and why: nowhere.
    private static final Map<String, String> DEVIATIONS = Map.of();

    @TestFactory
    Stream<DynamicTest> everyCaseHasOneOfItsResults() {
        return cases().map(one -> DynamicTest.dynamicTest(one.name(), one::check));
    }

    @Test
    void theSuiteIsWhole() {
        assertEquals(203, cases().count());
    }

    private static Stream<Case> cases() {
        return Vectors.yaml(FILE).stream().flatMap(document -> {
            var zone = new VectorZone(Vectors.mapping(document, "zonedata"));
            var tests = Vectors.mapping(document, "tests");
            return tests.keySet().stream()
                    .filter(name -> !DEVIATIONS.containsKey(name))
                    .map(name -> new Case(name, Vectors.mapping(tests, name), zone));
        });
    }

    private record Case(String name, Map<String, Object> test, VectorZone zone) {

        void check() {
            var spf = new Spf(zone, "receiver.example.org", InstantSource.fixed(Instant.EPOCH));
            var client = InetAddress.ofLiteral(text("host"));

            var result = spf.mailFrom(client, text("helo"), text("mailfrom"), WITHIN);

            var wanted = test.get("result") instanceof List<?> several ? several : List.of(text("result"));
            assertTrue(wanted.contains(result.status().name().toLowerCase(Locale.ROOT)), wanted + ": " + result);
            if (test.containsKey("explanation")) {
                assertEquals(text("explanation"), result.explanation().orElse("DEFAULT"));
            }
        }

        private String text(String key) {
            return String.valueOf(test.get(key));
        }
    }
}
