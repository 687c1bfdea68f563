package org.posthorn.policy.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.Parsed;

class SubjectTest {
    @ParameterizedTest
    @CsvSource({
        "spammer@example.com, spammer@example.com, EMAIL, false",
        "' \"Spammer\"@EXAMPLE.com ', spammer@example.com, EMAIL, false",
        "jose\u0301@b\u00fccher.example, jos\u00e9@xn--bcher-kva.example, EMAIL, false",
        "*@spammydomain.com, *@spammydomain.com, DOMAIN, false",
        "@SpammyDomain.com, *@spammydomain.com, DOMAIN, false",
        "*@*.spammydomain.com, *@spammydomain.com, DOMAIN, true",
        "@.spammydomain.com, *@spammydomain.com, DOMAIN, true",
        "192.168.1.100, 192.168.1.100, IP, false",
        "::ffff:192.168.1.100, 192.168.1.100, IP, false",
        "192.168.1.100/24, 192.168.1.0/24, IP, false",
        "2001:DB8::/32, 2001:db8::/32, IP, false"
    })
    void everySubjectHasOneSpelling(String written, String text, Subject.Kind kind, boolean subdomains) {
        assertEquals(
                new Subject(text, kind, subdomains),
                Subject.parse(written, false).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "example.com", "*", "*@", "@", "a@b@c", "0.0.0.0/0", "::/0", "10.0.0.0/7", "a@b.\u2028"})
    void whatIsNoSubjectIsRefused(String written) {
        assertInstanceOf(Parsed.Malformed.class, Subject.parse(written, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@example.com", "192.0.2.1"})
    void onlyADomainHasSubdomains(String written) {
        assertInstanceOf(Parsed.Malformed.class, Subject.parse(written, true));
    }
}
