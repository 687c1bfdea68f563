package org.posthorn.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.mailauth.Vectors;
import org.posthorn.mailauth.dns.ZoneResolver;

/// The suite of ValiMail for RFC 8617.
///
/// Its signatures (`arc-sign-tests.yml`) fix the order of tags and the white space of the fields, which
/// the RFC leaves to the signer; so of those the body hash, the tags and the validity are compared, not
/// the octets of `b=`.
class ArcVectorsTest {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2018-01-01T00:00:00Z"));

    /// Where we differ from the suite, and why.
    private static final Map<String, String> DEVIATIONS = Map.of();

    @TestFactory
    Stream<DynamicTest> everyChainHasItsValue() {
        return Vectors.yaml("arc-validation-tests.yml").stream().flatMap(document -> {
            var tests = Vectors.mapping(document, "tests");
            var zone = zone(document);
            return tests.keySet().stream()
                    .filter(name -> !DEVIATIONS.containsKey(name))
                    .map(name -> DynamicTest.dynamicTest(name, () -> validates(Vectors.mapping(tests, name), zone)));
        });
    }

    @Test
    void theSuitesAreWhole() {
        assertEquals(171, count("arc-validation-tests.yml"));
        assertEquals(17, count("arc-sign-tests.yml"));
    }

    private static int count(String file) {
        return Vectors.yaml(file).stream()
                .mapToInt(document -> Vectors.mapping(document, "tests").size())
                .sum();
    }

    private static void validates(Map<String, Object> test, ZoneResolver zone) {
        var result = new ArcValidator(zone, CLOCK).validate(message(test), WITHIN);

        var wanted = text(test, "cv").strip().toLowerCase(Locale.ROOT);
        var allowed = wanted.isEmpty() ? "fail" : wanted;
        assertEquals(
                allowed,
                result.status().name().toLowerCase(Locale.ROOT),
                () -> test.get("description") + ": " + result);
    }

    @TestFactory
    Stream<DynamicTest> whatWeSealHasTheSameBodyHashAndIsValid() {
        return Vectors.yaml("arc-sign-tests.yml").stream().flatMap(document -> {
            var tests = Vectors.mapping(document, "tests");
            var key = DkimKey.ofPem(text(document, "domain"), text(document, "sel"), text(document, "privatekey"));
            var zone = zone(document);
            return tests.keySet().stream()
                    .map(name -> DynamicTest.dynamicTest(name, () -> seals(Vectors.mapping(tests, name), key, zone)));
        });
    }

    private static void seals(Map<String, Object> test, DkimKey key, ZoneResolver zone) {
        var message = message(test);
        var validator = new ArcValidator(zone, CLOCK);
        var before = validator.validate(message, WITHIN);

        var fields = new ArcSealer(key).seal(message, "lists.example.org; none", before, CLOCK.instant());

        var wanted = tags(text(test, "AMS"));
        if (wanted.isEmpty()) {
            return;
        }
        assertTrue(fields.isPresent(), before.toString());
        var sealed = new String(fields.get(), StandardCharsets.UTF_8);
        assertTrue(sealed.contains("bh=" + wanted.get("bh")), sealed + "\nwants " + wanted);
        assertTrue(sealed.contains("ARC-Seal: i=" + wanted.get("i") + ";"), sealed);
        var cv = tags(text(test, "AS")).get("cv");
        assertTrue(sealed.contains("cv=" + cv + ";"), sealed);
        if (!"fail".equals(cv)) {
            var after = validator.validate(join(fields.get(), message), WITHIN);
            assertEquals(ArcResult.Status.PASS, after.status(), after.toString());
        }
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new java.util.HashMap<>();
        for (var tag : text.split(";")) {
            var pair = tag.split("=", 2);
            if (pair.length == 2) {
                tags.put(pair[0].strip(), pair[1].replaceAll("\\s", ""));
            }
        }
        return tags;
    }

    private static byte[] join(byte[] first, byte[] second) {
        var whole = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    private static byte[] message(Map<String, Object> test) {
        return text(test, "message").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Map<String, Object> parent, String key) {
        var value = parent.get(key);
        return value == null ? "" : value.toString();
    }

    private static ZoneResolver zone(Map<String, Object> document) {
        List<String> lines = new ArrayList<>();
        Vectors.mapping(document, "txt-records")
                .forEach((name, record) ->
                        lines.add(name + " TXT \"" + String.valueOf(record).replace("\n", " ") + "\""));
        return ZoneResolver.of(String.join("\n", lines));
    }
}
