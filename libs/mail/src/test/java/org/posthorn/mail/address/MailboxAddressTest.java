package org.posthorn.mail.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.Parsed;

class MailboxAddressTest {
    private static final Pattern VECTOR = Pattern.compile(
            "<address>([^<]*)</address>.*?<category>ISEMAIL_([^<]*)</category>\\s*<diagnosis>ISEMAIL_([^<]*)</diagnosis>",
            Pattern.DOTALL);
    private static final Set<String> MAILBOX = Set.of("VALID_CATEGORY", "DNSWARN", "RFC5321");

    /// Where we take more than the standard's letter: longer names, and `::` for one group of an IPv6 address.
    private static final Set<String> TOLERATED =
            Set.of("RFC5322_LOCAL_TOOLONG", "RFC5322_TOOLONG", "RFC5322_IPV6_MAXGRPS", "RFC5321_IPV6DEPRECATED");

    @Test
    void publicVectorsAreJudgedAsRfc5321Mailboxes() throws IOException {
        var file = Path.of(System.getProperty("posthorn.root", "."))
                .resolve("../shared/vectors/address-isemail-tests.xml");
        assumeTrue(Files.exists(file), "the public address vectors are not beside the project: " + file);
        var wrong = new ArrayList<String>();
        int count = 0;
        var match = VECTOR.matcher(Files.readString(file));
        while (match.find()) {
            if (TOLERATED.contains(match.group(3))) {
                continue;
            }
            count++;
            boolean taken = MailboxAddress.parse(unescaped(match.group(1))) instanceof Parsed.Ok;
            if (taken != MAILBOX.contains(match.group(2))) {
                wrong.add(match.group(3) + " " + match.group(1));
            }
        }
        assertTrue(count > 100, "only " + count + " vectors were read");
        assertEquals(new ArrayList<String>(), wrong);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "alice@example.com, alice@example.com",
                "Alice@EXAMPLE.Com, Alice@example.com",
                "'\"john doe\"@example.com', '\"john doe\"@example.com'",
                "'\"alice\"@example.com', alice@example.com",
                "'\"a@b\"@example.com', '\"a@b\"@example.com'",
                "'\"a\\\\\"b\"@example.com', '\"a\\\\\"b\"@example.com'",
                "josé@bücher.example, josé@xn--bcher-kva.example",
                "a@[192.0.2.1], a@[192.0.2.1]",
                "a@[ipv6:2001:db8::1], a@[IPv6:2001:db8:0:0:0:0:0:1]",
            })
    void isPrintedInTheOneCanonicalForm(String text, String printed) {
        var address = MailboxAddress.of(text.replace("\\\\", "\\"));
        assertEquals(printed.replace("\\\\", "\\"), address.toString());
        assertEquals(address, MailboxAddress.of(address.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@b.example",
                "a@",
                "a b@c.example",
                "a@b@c.example",
                ".a@b.example",
                "a..b@c.example",
                "a@b..c",
                "a@-b.example",
                "a@b.example.",
                "a@[1.2.3]",
                "a@[2130706433]",
                "a@[IPv6:fe80::1%eth0]",
                "\"a@b.example",
                "a\u202Eb@c.example",
                "a\u0000@b.example",
                "a@b.example\r\nRCPT TO:<x@y.example>"
            })
    void malformedTextIsRefused(String text) {
        assertInstanceOf(Parsed.Malformed.class, MailboxAddress.parse(text));
    }

    @Test
    void keysOfTwoSpellingsAreEqual() {
        assertEquals(
                "alice@xn--bcher-kva.example",
                MailboxAddress.of("Alice@Bücher.example").key());
        assertEquals(
                MailboxAddress.of("JOSE\u0301@example.com").key(),
                MailboxAddress.of("jos\u00e9@example.com").key());
    }

    @Test
    void subaddressIsTakenApart() {
        var address = MailboxAddress.of("alice+shop+2@example.com");
        assertEquals("alice@example.com", address.withoutTag('+').toString());
        assertEquals("shop+2", address.localPart().tag('+').orElseThrow());
        assertEquals(
                "+x@example.com",
                MailboxAddress.of("+x@example.com").withoutTag('+').toString());
    }

    @Test
    void onlyTheLocalPartNeedsSmtpUtf8() {
        assertTrue(MailboxAddress.of("josé@example.com").needsSmtpUtf8());
        assertFalse(MailboxAddress.of("jose@bücher.example").needsSmtpUtf8());
    }

    @ParameterizedTest
    @CsvSource({
        "bücher.example, xn--bcher-kva.example, bücher.example",
        "BÜCHER.EXAMPLE, xn--bcher-kva.example, bücher.example",
        "faß.example, xn--fa-hia.example, faß.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah, 例え.テスト",
        "例え。テスト, xn--r8jz45g.xn--zckzah, 例え.テスト",
        "xn--bcher-kva.example, xn--bcher-kva.example, bücher.example",
        "xn--a.example, xn--a.example, xn--a.example",
        "localhost, localhost, localhost"
    })
    void domainsAreHeldInALabelsAndShownInULabels(String text, String ascii, String shown) {
        var domain = Domain.of(text);
        assertEquals(ascii, domain.ascii());
        assertEquals(shown, domain.unicode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"xn--\u00e9.example", "a_b.example", "a b.example", "\u2028.example", "xn--99999999.example."})
    void badDomainsAreRefused(String text) {
        assertInstanceOf(Parsed.Malformed.class, Domain.parse(text));
    }

    @Test
    void pathsAreReadWithBracketsRoutesAndBareNames() {
        assertEquals(ReversePath.NULL, PathParser.reversePath("<>").orElseThrow());
        assertEquals(
                "b@c.example",
                PathParser.reversePath("<@r.example,@s.example:b@c.example>")
                        .orElseThrow()
                        .toString());
        assertTrue(PathParser.forwardPath("<Postmaster>").orElseThrow().isBarePostmaster());
        assertEquals(
                "<\"a>b\"@c.example>",
                PathParser.forwardPath("<\"a>b\"@c.example>").orElseThrow().bracketed());
        assertInstanceOf(Parsed.Malformed.class, PathParser.reversePath("<postmaster>"));
        assertInstanceOf(Parsed.Malformed.class, PathParser.forwardPath("<>"));
        assertInstanceOf(Parsed.Malformed.class, PathParser.forwardPath("<a@b.example> "));
        assertInstanceOf(Parsed.Malformed.class, PathParser.forwardPath("<@r.example;b@c.example>"));
    }

    /// The vectors show control characters as their Unicode symbols.
    private static String unescaped(String text) {
        var plain = new StringBuilder();
        var reference = Pattern.compile("&#x([0-9A-Fa-f]+);").matcher(text);
        while (reference.find()) {
            int c = Integer.parseInt(reference.group(1), 16);
            reference.appendReplacement(plain, "");
            plain.appendCodePoint(c >= 0x2400 && c < 0x2420 ? c - 0x2400 : c);
        }
        reference.appendTail(plain);
        return plain.toString()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
