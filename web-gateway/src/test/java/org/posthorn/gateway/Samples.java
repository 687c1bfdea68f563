package org.posthorn.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.Part;
import org.posthorn.events.api.QueueApi;

/// A mailbox that looks like one that is used.
final class Samples {
    static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    private Samples() {}

    static void fill(FakeMailbox mailbox) {
        var now = Instant.now();
        mailbox.add(
                1,
                Letter.of(
                                "Ann Lee",
                                "ann@ex.org",
                                "Q4 invoice",
                                "Hello Alice,\n\nhere is the first draft of the invoice for the fourth quarter. Could you look over the numbers before Friday?\n\nBest wishes\nAnn")
                        .at(now.minus(Duration.ofHours(50)))
                        .thread(900)
                        .flags("\\Seen"));
        mailbox.add(
                1,
                Letter.of(
                                "Ann Lee",
                                "ann@ex.org",
                                "Re: Q4 invoice",
                                "Hello Alice,\n\nthe corrected invoice is attached; the total on page 2 is the one that counts.\nSee https://ex.org/invoices/2026-q4 for the details.\n\n> On Thu, Alice wrote:\n> Looks right, one question: is the hosting in there twice?\n>> here is the first draft of the invoice\n\nBest wishes\nAnn\n\n-- \nAnn Lee · Accounts")
                        .at(now.minus(Duration.ofMinutes(12)))
                        .thread(900)
                        .cc(new Address("Bob Ray", "bob@localhost"))
                        .results(
                                "mx.localhost; spf=pass smtp.mailfrom=ex.org; dkim=pass header.d=ex.org; dmarc=pass header.from=ex.org")
                        .attach(
                                new Part(
                                        "2",
                                        "application/pdf",
                                        Optional.of("invoice-2026-q4.pdf"),
                                        Optional.empty(),
                                        false,
                                        217_000),
                                "%PDF-1.4 test".getBytes(StandardCharsets.UTF_8))
                        .attach(
                                new Part("3", "image/png", Optional.of("scan.png"), Optional.empty(), false, 84_000),
                                PIXEL));
        mailbox.add(
                1,
                Letter.of(
                                "Build bot",
                                "ci@ex.org",
                                "main is green again",
                                "All 412 tests passed on main after 6 min 12 s. Nothing to do for you.")
                        .at(now.minus(Duration.ofHours(3))));
        mailbox.add(1, newsletter(now.minus(Duration.ofHours(5))));
        mailbox.add(
                1,
                Letter.of(
                                "Bob Ray",
                                "bob@localhost",
                                "Lunch?",
                                "There is a new noodle place round the corner. Thursday at twelve?")
                        .at(now.minus(Duration.ofHours(26)))
                        .flags("\\Seen", "\\Flagged"));
        mailbox.add(
                1,
                Letter.of(
                                "Jörg Müller",
                                "joerg@beispiel.de",
                                "Grüße aus Köln – Fotos vom Wochenende",
                                "Hallo Alice, anbei die Bilder vom Rhein. Das Wetter war herrlich und wir haben sehr an dich gedacht!")
                        .at(now.minus(Duration.ofDays(3)))
                        .flags("\\Seen", "\\Answered"));
        mailbox.add(
                1,
                Letter.of(
                                "",
                                "no-reply@very-long-domain-name-for-notifications.example.com",
                                "[ticket #48213] Your request about the printer on the third floor was updated by the help desk",
                                "The status changed from open to waiting.")
                        .at(now.minus(Duration.ofDays(9)))
                        .flags("\\Seen"));
        for (int i = 1; i <= 70; i++) {
            mailbox.add(
                    1,
                    Letter.of(
                                    "List member " + i,
                                    "member" + i + "@lists.example",
                                    "[posthorn-users] Digest " + (200 - i),
                                    "Today in the digest: questions about aliases, a talk about logs, and a patch.")
                            .at(now.minus(Duration.ofDays(12 + i)))
                            .flags("\\Seen"));
        }
        mailbox.add(
                1,
                Letter.of("Alice", "alice@localhost", "Notes for the talk", "Start with the log.")
                        .in("drafts")
                        .flags("\\Seen", "\\Draft"));
        mailbox.add(
                1,
                Letter.of("Prize Office", "win@lucky.example", "You have WON!!!", "Click here")
                        .in("junk")
                        .at(now.minus(Duration.ofHours(30))));
        mailbox.queue.add(new QueueApi.QueuedRow(
                MessageId.next(now),
                "someone@sink9.test",
                "sink9.test",
                "alice@localhost",
                Optional.of("Hello there"),
                "deferred",
                3,
                now.minus(Duration.ofHours(2)),
                Optional.of(now.plus(Duration.ofMinutes(14))),
                now.plus(Duration.ofDays(5)),
                "the server said it is busy",
                Optional.of("421 4.3.2 Service not available, try again later"),
                2_345,
                "mx.ex.org",
                Optional.empty()));
        mailbox.queue.add(new QueueApi.QueuedRow(
                MessageId.next(now),
                "ops@example.net",
                "example.net",
                "bob@localhost",
                Optional.empty(),
                "held",
                0,
                now.minus(Duration.ofMinutes(40)),
                Optional.empty(),
                now.plus(Duration.ofDays(5)),
                "held by alice@localhost",
                Optional.empty(),
                812_345,
                "mx.ex.org",
                Optional.empty()));
    }

    static Letter newsletter(Instant at) {
        return Letter.of(
                        "The Weekly Bell",
                        "hello@bell.example",
                        "Five walks before the snow comes",
                        "Five walks before the snow comes. Pack warm gloves.")
                .at(at)
                .flags("\\Seen")
                .html("""
                    <style>body{display:none}</style><table width="100%" bgcolor="#f4efe6" cellpadding="24"><tr><td align="center">
                    <table width="560" bgcolor="#ffffff" cellpadding="28"><tr><td><h1 style="color:#7a3e1d;font-family:Georgia,serif">Five walks before the snow comes</h1>
                    <p>Pack warm gloves and a flask. Here are the five that our readers loved most this autumn.</p>
                    <img src="https://pictures.bell.example/walk.jpg" alt="A path through birches" width="500" height="220">
                    <p><a href="https://bell.example/walks">Read all five</a> or <a href="https://evil.example/x">https://bank.example/login</a></p>
                    <img src="cid:logo" alt="The Bell" width="24" height="24"><img src="https://t.bell.example/o.gif" width="1" height="1">
                    </td></tr></table></td></tr></table><script>alert(1)</script>""")
                .attach(new Part("1.2", "image/png", Optional.of("logo.png"), Optional.of("logo"), true, 70), PIXEL);
    }

    static List<String> hostile() {
        return List.of(
                "<script>document.title='owned'</script>",
                "<img src=x onerror=\"document.title='owned'\">",
                "<svg onload=\"document.title='owned'\"></svg>",
                "<iframe src=\"javascript:alert(1)\"></iframe>",
                "<a href=\"javascript:alert(1)\">click</a>",
                "<form action=\"https://evil.example\"><input name=p><button>go</button></form>",
                "<div style=\"background:url(https://track.example/bg.png)\">x</div>",
                "<link rel=stylesheet href=\"https://track.example/a.css\">",
                "<image src=\"https://track.example/image.png\">",
                "<video autoplay poster=\"https://track.example/p.png\"><source src=\"https://track.example/v.mp4\"></video>",
                "<input type=image src=\"https://track.example/i.png\">",
                "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
                "<base href=\"https://evil.example/\">",
                "<img src=\"/logout\"><img src=\"//track.example/p.png\"><img srcset=\"https://track.example/s.png 1x\">",
                "<style>@import 'https://track.example/c.css';</style>",
                "<p style=\"background-image:\\75rl(https://track.example/e.png)\">x</p>",
                "<object data=\"https://track.example/o\"></object><embed src=\"https://track.example/e\">");
    }
}
