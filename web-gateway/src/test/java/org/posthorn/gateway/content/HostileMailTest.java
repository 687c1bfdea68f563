package org.posthorn.gateway.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Part;

/// Mail that wants to run scripts, fetch things or pass for something else.
class HostileMailTest {
    private static final AccountId ALICE = new AccountId(1);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final PictureLinks links = new PictureLinks(new byte[32], () -> NOW);
    private final BodyDocument documents = new BodyDocument(links);

    @Test
    void aFileIsSavedUnderTheNameThatIsShown() {
        assertEquals(
                "attachment; filename=\"invoicefdp.exe\"; filename*=UTF-8''invoicefdp.exe",
                ContentController.disposition("../invoice\u202Efdp.exe"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<svg onload=alert(1)><script>alert(1)</script></svg>",
                "<iframe src='javascript:alert(1)'></iframe>",
                "<a href='javascript:alert(1)'>x</a>",
                "<a href=' java\tscript:alert(1)'>x</a>",
                "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
                "<form action='https://evil.example'><input><button>go</button></form>",
                "<div style='background:url(https://track.example/bg.png)'>x</div>",
                "<p style='background-image:\\75rl(https://track.example/e.png)'>x</p>",
                "<link rel=stylesheet href='https://track.example/a.css'>",
                "<style>@import 'https://track.example/c.css'</style>",
                "<image src='https://track.example/image.png'>",
                "<video autoplay poster='https://track.example/p.png'><source src='https://track.example/v'></video>",
                "<input type=image src='https://track.example/i.png'>",
                "<meta http-equiv=refresh content='0;url=https://evil.example'>",
                "<base href='https://evil.example/'>",
                "<object data='https://track.example/o'></object><embed src='https://track.example/e'>",
                "<img src='/logout'><img src='//track.example/p.png'>",
                "<img srcset='https://track.example/s.png 1x'>",
                "<table background='https://track.example/t.png'><tr><td>x</td></tr></table>",
                "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
                "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
                "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>"
            })
    void nothingRunsAndNothingIsFetched(String html) {
        var body = Jsoup.parse(shown(html, false)).body();
        for (var element : body.select("*")) {
            var tag = element.tagName();
            assertFalse(
                    List.of(
                                    "script", "iframe", "form", "input", "svg", "object", "embed", "link", "meta",
                                    "base", "style")
                            .contains(tag),
                    tag);
            for (var attribute : element.attributes()) {
                var value = attribute.getValue().toLowerCase(Locale.ROOT);
                assertFalse(attribute.getKey().startsWith("on"), attribute.getKey());
                assertFalse(
                        value.contains("javascript:") || value.contains("url(") || value.contains("track.example"),
                        value);
            }
        }
        assertTrue(body.select("img").isEmpty(), body.html());
    }

    @Test
    void remotePicturesAreCountedAndShownOnlyThroughTheProxy() {
        var html =
                "<img src='https://pictures.example/a.png' alt='A path'><img src='https://t.example/p' width=1 height=1>";
        var blocked = documents.of(ALICE, message(List.of()), html, false);
        assertEquals(1, blocked.blocked());
        assertTrue(blocked.html().contains("A path"));
        var images = Jsoup.parse(shown(html, true)).select("img");
        assertEquals(1, images.size());
        assertTrue(images.attr("src").startsWith("/img?u=https%3A%2F%2Fpictures.example%2Fa.png&a=1&"));
    }

    @Test
    void picturesOfTheMessageAreFoundByTheirContentId() {
        var part = new Part("1.2", "image/png", Optional.empty(), Optional.of("logo@x"), true, 10);
        var body = documents.of(ALICE, message(List.of(part)), "<img src='cid:logo@x'><img src='cid:other'>", false);
        var images = Jsoup.parse(body.html()).select("img");
        assertEquals(1, images.size());
        assertTrue(images.attr("src").startsWith("/cid?m=7&p=1.2&a=1&"));
    }

    @Test
    void aLinkThatNamesAnotherHostSaysWhereItReallyLeads() {
        var body = shown(
                "<a href='https://evil.example/x'>https://bank.example/login</a> <a href='https://ok.example'>www.ok.example</a>",
                false);
        assertEquals(
                List.of(" [really evil.example]"),
                Jsoup.parse(body).select(".posthorn-host").eachText().stream()
                        .map(text -> " " + text)
                        .toList());
        assertEquals(
                "noopener noreferrer nofollow", Jsoup.parse(body).select("a").attr("rel"));
        assertEquals("_blank", Jsoup.parse(body).select("a").attr("target"));
    }

    @ParameterizedTest
    @CsvSource({
        "93.184.216.34, true",
        "2606:4700::1111, true",
        "127.0.0.1, false",
        "10.1.2.3, false",
        "172.16.9.9, false",
        "192.168.1.1, false",
        "169.254.169.254, false",
        "100.64.0.1, false",
        "100.128.0.1, true",
        "0.0.0.0, false",
        "224.0.0.1, false",
        "255.255.255.255, false",
        "192.0.2.1, false",
        "198.18.0.1, false",
        "203.0.113.9, false",
        "::1, false",
        "::, false",
        "fe80::1, false",
        "fc00::1, false",
        "fd12::1, false",
        "2001:db8::1, false",
        "::ffff:127.0.0.1, false",
        "64:ff9b::7f00:1, false",
        "64:ff9b::5db8:d822, true",
        "2002:7f00:1::, false",
        "2001::1, false"
    })
    void theProxyReachesPublicAddressesAlone(String address, boolean reachable) {
        assertEquals(reachable, AddressGuard.isPublic(InetAddress.ofLiteral(address)), address);
    }

    @Test
    void aSignedAddressHoldsForItsAccountItsPictureAndItsTime() {
        var link = links.remote(ALICE, "https://a.example/p.png");
        var until = link.replaceAll(".*&t=([0-9]+)&.*", "$1");
        var signature = link.substring(link.lastIndexOf('=') + 1);
        assertTrue(links.isRemote(ALICE, until, "https://a.example/p.png", signature));
        assertFalse(links.isRemote(new AccountId(2), until, "https://a.example/p.png", signature));
        assertFalse(links.isRemote(ALICE, until, "http://127.0.0.1/", signature));
        assertFalse(links.isRemote(ALICE, until + "0", "https://a.example/p.png", signature));
        var later = new PictureLinks(new byte[32], () -> NOW.plusSeconds(14 * 3_600));
        assertFalse(later.isRemote(ALICE, until, "https://a.example/p.png", signature));
    }

    @Test
    void aFileNameCannotLeaveItsHeader() {
        assertEquals(
                "attachment; filename=\"a b__.pdf\"; filename*=UTF-8''a%20b%22%C3%BC.pdf",
                ContentController.disposition("a\r\nb\"ü.pdf"));
    }

    private String shown(String html, boolean images) {
        return documents.of(ALICE, message(List.of()), html, images).html();
    }

    private static MessageView message(List<Part> parts) {
        var row = new MessageRow(7, 7, 7, NOW, "Ann", "ann@ex.org", List.of(), "s", "p", false, 1, List.of(), 1);
        return new MessageView(
                row,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                parts,
                List.of());
    }
}
