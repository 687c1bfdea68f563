package org.posthorn.gateway;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.gateway.trace.TraceStories;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;
import org.posthorn.testing.browser.Browser;

/// Web mail as a person uses it, in a real Chromium. No page may complain on its console or ask another
/// host.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebMailTest {
    /// Panels that hide a part of what is in them.
    private static final String CUT = """
            () => [...document.querySelectorAll('.panel')].filter((panel) => panel.scrollWidth > panel.clientWidth)
              .map((panel) => panel.textContent.trim().slice(0, 60))
            """;

    private Gateway gateway;
    private Browser browser;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) throws Exception {
        assumeTrue(Browser.isInstalled(), "Chromium is not installed at " + Browser.CHROMIUM);
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        gateway = new Gateway(database, directory, 0);
        Samples.fill(gateway.mailbox);
        browser = new Browser(gateway.url(), name -> "secret-" + name);
    }

    @AfterEach
    void nothingComplained() {
        browser.assertQuiet();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "320, LIGHT", "320, DARK"})
    void mailPagesAreAccessibleAndFitTheirWindow(int width, ColorScheme scheme) {
        check(
                width,
                scheme,
                "/mail/inbox",
                "/mail/inbox/t/900",
                "/mail/trash",
                "/mail/search?q=digest",
                "/compose?reply=101&mode=all");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "320, DARK"})
    void otherPagesAreAccessibleAndFitTheirWindow(int width, ColorScheme scheme) {
        check(
                width,
                scheme,
                "/admin",
                "/admin/users",
                "/admin/users/bob@localhost",
                "/admin/domains/localhost",
                "/admin/aliases",
                "/admin/trace",
                "/admin/queue",
                "/admin/suppression",
                "/admin/quarantine/" + FakeQuarantine.ID,
                "/folders",
                "/settings",
                "/settings/security",
                "/settings/appearance",
                "/settings/keyboard");
    }

    private void check(int width, ColorScheme scheme, String... paths) {
        var page = browser.logIn(width, scheme, "alice");
        for (var path : paths) {
            page.navigate(gateway.url() + path);
            assertEquals(List.of(), browser.accessibilityFaults(page), path);
            var wide = page.evaluate("document.documentElement.scrollWidth");
            assertTrue(((Number) wide).intValue() <= width, path + " is " + wide + " wide");
            assertEquals(List.of(), page.evaluate(CUT), path);
        }
        page.context().close();
    }

    @Test
    void aMessageIsOpenedWithTheKeyboardAndTheFocusGoesToItsSubject() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.keyboard().press("j");
        assertThat(page.locator("#rows .row-link").first()).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#subject")).isFocused();
        page.keyboard().press("u");
        assertThat(page.locator("#rows .row-link").first()).isFocused();
        page.context().close();
    }

    @Test
    void aSlashSearchesAndTheWayBackLeadsToTheResults() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.keyboard().press("/");
        assertThat(page.locator("#search")).isFocused();
        page.keyboard().type("noodle");
        page.keyboard().press("Enter");
        assertThat(page.locator("mark")).hasText("noodle");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page.locator("#subject")).hasText("Lunch?");
        page.keyboard().press("u");
        assertThat(page.locator("#rows .row-link")).isFocused();
        assertTrue(page.url().endsWith("/mail/search?q=noodle"), page.url());
        page.context().close();
    }

    @Test
    void htmlMailIsShownWithoutItsScriptsAndWithoutAskingItsAuthor() {
        long id = gateway.mailbox.add(
                1,
                Samples.newsletter(java.time.Instant.now())
                        .html(String.join("\n", Samples.hostile()) + "<p>the text</p>")
                        .thread(4_000));
        var page = browser.logIn(1280, ColorScheme.DARK, "alice");
        page.navigate(gateway.url() + "/mail/inbox/t/4000?m=" + id);
        assertThat(page.frameLocator("iframe.sheet").getByText("the text")).isVisible();
        assertTrue(page.title().startsWith("Five walks"), page.title());
        page.navigate(gateway.url() + "/mail/inbox/t/103");
        assertThat(page.getByText("remote picture is not loaded")).isVisible();
        var logo = page.frameLocator("iframe.sheet").getByAltText("The Bell");
        assertThat(logo).isVisible();
        assertEquals(1, ((Number) logo.evaluate("picture => picture.naturalWidth")).intValue());
        page.context().close();
    }

    @Test
    void aMessageAppearsWithoutAReload() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "bob");
        assertThat(page.locator("html[data-live=on]")).hasCount(1);
        gateway.deliver(2, Letter.of("Ann Lee", "ann@ex.org", "Just arrived", "Hello Bob"));
        assertThat(page.locator(".row", new Page.LocatorOptions().setHasText("Just arrived")))
                .isVisible();
        assertThat(page.locator("#folder-inbox .badge")).containsText("1");
        assertThat(page.locator("#live")).containsText("1 new message from Ann Lee");
        page.context().close();
    }

    @Test
    void whatWasArchivedComesBackWithUndo() {
        gateway.mailbox.add(2, Letter.of("Carl", "carl@ex.org", "To be archived", "x"));
        var page = browser.logIn(1280, ColorScheme.LIGHT, "bob");
        var row = page.locator(".row", new Page.LocatorOptions().setHasText("To be archived"));
        row.locator("input").check();
        page.locator("#list-form button[value=archive]").click();
        assertThat(page.locator("#toast")).containsText("Archived: 1 message.");
        assertThat(row).isHidden();
        page.locator("#undo").click();
        assertThat(row).isVisible();
        page.context().close();
    }

    @Test
    void theReaderClosesWhenItsMessageGoesAndUndoStaysInReach() {
        gateway.mailbox.add(
                2, Letter.of("Dora", "dora@ex.org", "Read and moved", "x").thread(5_001));
        var page = browser.logIn(1280, ColorScheme.LIGHT, "bob");
        var row = page.locator(".row", new Page.LocatorOptions().setHasText("Read and moved"));
        row.locator(".row-link").click();
        assertThat(page.locator("#subject")).isFocused();
        assertThat(page).hasTitle("Read and moved · Posthorn");
        page.keyboard().press("v");
        page.locator("#reader .menu-item", new Page.LocatorOptions().setHasText("Archive"))
                .click();
        assertThat(page.locator("#reader")).containsText("Choose a message to read it here.");
        assertThat(page.locator("#toast")).containsText("Moved: 1 message.");
        assertThat(row).isHidden();
        assertThat(page).hasTitle(java.util.regex.Pattern.compile("Inbox.* · Posthorn"));
        assertTrue(page.url().endsWith("/mail/inbox"), page.url());
        page.keyboard().press("z");
        assertThat(row).isVisible();
        page.context().close();
    }

    @Test
    void aFullMailboxIsNamedBeforeAnythingIsSent() {
        gateway.full("bob@localhost", true);
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/compose?to=bob%2Bshop");
        page.locator("#text").fill("Hello");
        page.locator("#send").click();
        assertThat(page.locator("#mistakes"))
                .containsText("452 4.2.2 Mailbox full, try again later: bob+shop@localhost has no room for more mail.");
        page.context().close();
        gateway.full("bob@localhost", false);
        browser.forgive("422");
    }

    @Test
    void anUnknownRecipientIsNamedBeforeAnythingIsSent() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/compose?to=zed");
        page.locator("#text").fill("Hello");
        page.locator("#send").click();
        assertThat(page.locator("#mistakes")).containsText("Failed to send email");
        assertThat(page.locator("#mistakes")).containsText("550 5.1.1 User not found");
        assertThat(page.locator("#text")).hasValue("Hello");
        // the browser reports the status 422 of that answer on its console
        page.context().close();
        browser.forgive("422");
    }

    @Test
    void aMessageWithAnAttachmentIsSentAndItsDraftGoes() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/compose");
        page.locator("#to").fill("bob");
        page.locator("#subject-field").fill("From the browser");
        page.locator("#text").fill("Hello Bob,\n\nthe file is attached.");
        page.locator("#file")
                .setInputFiles(new FilePayload("notes.txt", "text/plain", "notes".getBytes(StandardCharsets.UTF_8)));
        assertThat(page.locator(".attached")).containsText("notes.txt");
        var folder = FakeMailbox.folder("drafts");
        assertTrue(gateway.mailbox.stored(1).stream()
                .anyMatch(stored -> stored.row().folder() == folder
                        && stored.row().subject().equals("From the browser")));
        page.locator("#text").press("Control+Enter");
        page.waitForURL("**/mail/inbox?done=sent");
        assertThat(page.locator("#toast")).containsText("Message sent.");
        assertTrue(gateway.mailbox.stored(1).stream()
                .noneMatch(stored -> stored.row().folder() == folder
                        && stored.row().subject().equals("From the browser")));
        page.context().close();
    }

    @Test
    void whoWroteBeforeIsSuggestedAndEnterSendsNothing() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/compose");
        var to = page.locator("#to");
        to.pressSequentially("müll");
        assertThat(page.locator("#to-people [role=option]")).containsText("joerg@beispiel.de");
        assertEquals(List.of(), browser.accessibilityFaults(page));
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(to).hasValue("Jörg Müller <joerg@beispiel.de>, ");
        page.keyboard().press("Enter");
        assertThat(to).isFocused();
        page.context().close();
    }

    @Test
    void formattedTextIsWrittenPastedCleanAndKeptInTheDraft() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/compose?to=bob");
        page.locator("#text").fill("First line");
        page.locator("#format").click();
        var editor = page.locator("#rich");
        assertThat(editor).containsText("First line");
        editor.press("Control+End");
        page.keyboard().press("Enter");
        page.locator("[data-format=bold]").click();
        page.keyboard().type("strong");
        assertThat(page.locator("[data-format=bold]")).hasAttribute("aria-pressed", "true");
        page.evaluate("""
            () => {
              const data = new DataTransfer();
              data.setData('text/html', '<p>pasted<img src=x><script>alert(1)</script></p>');
              data.setData('text/plain', 'pasted');
              document.getElementById('rich').dispatchEvent(
                new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """);
        assertThat(editor).containsText("pasted");
        assertThat(editor.locator("img, script")).hasCount(0);
        assertThat(editor.locator("b").first()).containsText("strong");
        assertEquals(List.of(), browser.accessibilityFaults(page));
        page.locator("#save").click();
        assertThat(page.locator("#save-state")).containsText("Saved");
        page.navigate(gateway.url() + "/compose/" + page.locator("[name=draft]").inputValue());
        assertThat(page.locator("#rich b").first()).containsText("strong");
        page.locator("#rich").press("Control+Enter");
        page.waitForURL("**/mail/inbox?done=sent");
        page.context().close();
    }

    /// At the trace, which htmx fetches anew every three seconds.
    @Test
    void aCellNamesItsColumnAsSoonAsItIsSwappedIn() {
        new TraceStories(gateway).sent(Instant.now());
        var page = browser.logIn(320, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/admin/trace");
        assertThat(page.locator("#hits td").first()).isVisible();
        page.evaluate("""
            () => document.addEventListener('htmx:afterSwap', () => {
              const cells = [...document.querySelectorAll('#hits td')];
              document.body.dataset.named = String(cells.every((cell) => 'column' in cell.dataset));
            }, { once: true })
            """);
        assertThat(page.locator("body[data-named]")).hasAttribute("data-named", "true");
        page.context().close();
    }

    @Test
    void aCopiedRecordIsSaid() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.navigate(gateway.url() + "/admin/domains/localhost");
        var button = page.locator("[data-copy='#record-0']");
        button.click();
        assertThat(button).hasText("Copied");
        assertThat(page.locator("#live")).hasText("Copied.");
        assertEquals(
                page.locator("#record-0").textContent().strip(), page.evaluate("() => navigator.clipboard.readText()"));
        assertThat(button).hasText("Copy");
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); }");
        button.click();
        assertThat(button).hasText("Selected");
        assertEquals(
                page.locator("#record-0").textContent().strip(), page.evaluate("() => String(getSelection()).trim()"));
        page.context().close();
    }

    @Test
    void whoIsNoAdminFindsNoConsole() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "bob");
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Admin")))
                .hasCount(0);
        var answer = page.navigate(gateway.url() + "/admin/users");
        assertEquals(404, answer.status());
        page.context().close();
        browser.forgive("404");
    }
}
