package org.posthorn.mailauth.dmarc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.posthorn.mail.address.Domain;
import org.posthorn.mailauth.Vectors;

class PublicSuffixesTest {
    private static final Pattern CHECK = Pattern.compile("^checkPublicSuffix\\('([^']*)', (?:null|'([^']*)')\\);");

    @Test
    void theBuiltInListAnswersEveryCheckOfItsAuthors() {
        var suffixes = PublicSuffixes.builtIn();
        var checks = Vectors.read("psl-test_psl.txt")
                .lines()
                .map(CHECK::matcher)
                .filter(m -> m.find())
                .toList();

        assertTrue(checks.size() >= 75, "checks: " + checks.size());
        checks.forEach(check -> {
            var wanted = check.group(2) == null ? "null" : ascii(check.group(2));
            var found = Domain.parse(check.group(1))
                    .toOptional()
                    .flatMap(domain -> suffixes.registered(domain.ascii()))
                    .orElse("null");
            assertEquals(wanted, found, check.group());
        });
    }

    private static String ascii(String name) {
        return Domain.of(name).ascii();
    }

    @Test
    void rulesWildcardsAndExceptions() {
        var suffixes = PublicSuffixes.read(new StringReader("""
                // a comment
                com
                *.ck
                !www.ck
                """));

        assertTrue(suffixes.isSuffix("com"));
        assertTrue(suffixes.isSuffix("anything.ck"));
        assertEquals("www.ck", suffixes.registered("a.www.ck").orElseThrow());
        assertEquals("example.com", suffixes.registered("a.b.example.com").orElseThrow());
        assertEquals("example.unheard", suffixes.registered("a.example.unheard").orElseThrow());
    }
}
