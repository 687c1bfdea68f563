package org.posthorn.gateway;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.events.api.MailApi.Part;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;
import org.posthorn.testing.browser.Browser;

/// Whether what one asks for is in sight: opened messages, menus, mistakes, and the place in a list. In a real
/// Chromium, in wide and narrow windows.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebReaderTest {
    private static final String LONG_NAME = "invoice".repeat(30) + ".pdf";

    private Gateway gateway;
    private Browser browser;

    @BeforeAll
    void start(TestDatabase database, @TempDir Path directory) throws Exception {
        assumeTrue(Browser.isInstalled(), "Chromium is not installed at " + Browser.CHROMIUM);
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        gateway = new Gateway(database, directory, 0, "mail.max-message-size=1MB");
        Samples.fill(gateway.mailbox);
        browser = new Browser(gateway.url(), name -> "secret-" + name);
        for (int i = 1; i <= 40; i++) {
            gateway.mailbox.add(
                    2,
                    Letter.of("Ann Lee", "ann@ex.org", "Forty letters", "letter " + i + " of them\n".repeat(8))
                            .thread(8_000)
                            .at(Instant.now().minus(Duration.ofHours(100L - i)))
                            .flags("\\Seen"));
        }
        gateway.mailbox.createFolder(2, "folder".repeat(33));
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
    @ValueSource(ints = {1280, 900, 390})
    void theOpenedMessageOfALongConversationIsInSight(int width) {
        var page = browser.logIn(width, ColorScheme.LIGHT, "bob");
        row(page, "Forty letters").locator(".row-link").click();
        assertInSight(page, "letter 40 of");
        assertThat(page.locator("#subject")).isFocused();

        page.locator(".folded").nth(19).click();
        assertInSight(page, "letter 20 of");
        assertThat(page.locator("#opened")).isFocused();
        assertThat(page.locator("#opened .letter-head")).isInViewport();

        page.navigate(page.url());
        assertInSight(page, "letter 20 of");
        page.context().close();
    }

    private static void assertInSight(Page page, String text) {
        assertThat(page.locator("#opened")).containsText(text);
        assertThat(page.locator("#opened .letter-who")).isInViewport();
    }

    private static Locator row(Page page, String text) {
        return page.locator(".row", new Page.LocatorOptions().setHasText(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 640, 768, 900, 1280})
    void theFieldsOfTheSearchAreWithinTheWindow(int width) {
        var page = browser.logIn(width, ColorScheme.LIGHT, "bob");
        page.locator(".search-more summary").click();
        var fields = page.locator(".search-fields");
        assertThat(fields).isVisible();
        var box = fields.boundingBox();
        assertTrue(box.x >= 0 && box.x + box.width <= width, box.x + " to " + (box.x + box.width));
        assertTrue(box.y + box.height <= page.viewportSize().height, box.y + " to " + (box.y + box.height));
        page.context().close();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 768, 1100, 1280, 1600})
    void theFoldersToMoveToAreInSightHoweverLongTheirNames(int width) {
        var page = browser.logIn(width, ColorScheme.LIGHT, "bob");
        page.locator("#list .move summary").click();
        assertShown(page.locator("#list .menu-folders"), width);
        page.keyboard().press("Escape");
        row(page, "Forty letters").locator(".row-link").click();
        page.locator("#reader .move summary").click();
        assertShown(page.locator("#reader .menu-folders"), width);
        page.context().close();
    }

    private static void assertShown(Locator menu, int width) {
        assertThat(menu).isVisible();
        var box = menu.boundingBox();
        assertTrue(box.x >= 0 && box.x + box.width <= width, box.x + " to " + (box.x + box.width));
        assertTrue(width < 700 || box.width <= 320, "width " + box.width);
        assertEquals(true, menu.evaluate("""
            (menu) => {
              const box = menu.getBoundingClientRect(), middle = box.top + box.height / 2;
              return [box.left + 12, box.right - 12].every((x) => menu.contains(document.elementFromPoint(x, middle)));
            }
            """), "nothing cuts it");
    }

    @Test
    void whatIsTooLargeToAttachIsNamedWithTheLimit() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/compose?to=bob");
        var alert = page.locator("[role=alert]", new Page.LocatorOptions().setHasText("Not attached"));
        attach(page, "film.mov", 900_000);
        assertThat(alert).containsText("film.mov (879 kB)");
        assertThat(alert).containsText("A message can carry about 7");
        attach(page, "half.bin", 500_000);
        assertThat(page.locator(".attached")).containsText("half.bin");
        assertThat(alert).hasCount(0);
        // alone it would fit: the server knows what is there
        attach(page, "other.bin", 500_000);
        assertThat(alert).containsText("other.bin");
        assertThat(alert).containsText("a message can carry about 7");
        assertThat(page.locator("#save-state")).containsText("Saved");
        assertThat(page.locator(".attached")).hasCount(1);
        page.context().close();
        browser.forgive("413");
    }

    private static void attach(Page page, String name, int octets) {
        page.locator("#file").setInputFiles(new FilePayload(name, "application/octet-stream", new byte[octets]));
    }

    @Test
    void theHintOfAForgottenAttachmentGoesWhenThereIsOne() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.navigate(gateway.url() + "/compose?to=bob");
        page.locator("#text").fill("The file is attached.");
        page.locator("#send").click();
        assertThat(page.locator("#forgotten")).isVisible();
        attach(page, "here.txt", 10);
        assertThat(page.locator(".attached")).containsText("here.txt");
        assertThat(page.locator("#forgotten")).isHidden();
        page.context().close();
    }

    @Test
    void theNameOfAnAttachmentIsShownAsItIsWrittenAndFitsANarrowWindow() {
        long id = gateway.mailbox.add(
                2,
                Letter.of("Ann\u202E Lee", "ann@ex.org", "Names\u202E of files", "x")
                        .thread(8_100)
                        .attach(part("2", LONG_NAME), new byte[3])
                        .attach(part("3", "invoice\u202Efdp.exe"), new byte[3])
                        .attach(part("4", "../../etc/passwd"), new byte[3]));
        var page = browser.logIn(320, ColorScheme.LIGHT, "bob");
        assertThat(row(page, "Names of files").locator(".row-who")).hasText("Unread. Ann Lee");
        page.navigate(gateway.url() + "/mail/inbox/t/8100");
        assertThat(page.locator("#subject")).hasText("Names of files");
        assertThat(page.locator(".files .file-name")).hasText(new String[] {LONG_NAME, "invoicefdp.exe", "passwd"});
        assertEquals(320, page.evaluate("document.documentElement.scrollWidth"));
        var saved = page.waitForDownload(() -> page.locator(".file", new Page.LocatorOptions().setHasText("invoicefdp"))
                .click());
        assertEquals("invoicefdp.exe", saved.suggestedFilename());
        page.context().close();
        gateway.mailbox.forget(2, id);
    }

    @Test
    void severalOpenMessagesWithAttachmentsAreAccessible() {
        var letter = Letter.of("Ann Lee", "ann@ex.org", "Two with files", "x")
                .thread(8_200)
                .attach(part("2", "a.txt"), new byte[3]);
        var ids = List.of(gateway.mailbox.add(2, letter), gateway.mailbox.add(2, letter));
        var page = browser.logIn(1280, ColorScheme.LIGHT, "bob");
        page.navigate(gateway.url() + "/mail/inbox/t/8200");
        assertThat(page.locator(".files")).hasCount(2);
        assertEquals(List.of(), browser.accessibilityFaults(page));
        page.context().close();
        ids.forEach(id -> gateway.mailbox.forget(2, id));
    }

    private static Part part(String number, String name) {
        return new Part(number, "application/octet-stream", Optional.of(name), Optional.empty(), false, 3);
    }

    @Test
    void ofASearchsResultsOnlyTheOpenedOneIsTheCurrentOne() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "bob");
        page.navigate(gateway.url() + "/mail/search?q=letters");
        row(page, "Forty letters").nth(3).locator(".row-link").click();
        assertThat(page.locator("#opened")).containsText("letter 37 of");
        assertThat(page.locator("#rows [aria-current]")).hasCount(1);
        assertThat(page.locator("#rows .row-link").nth(3)).hasAttribute("aria-current", "true");
        page.navigate(page.url());
        assertThat(page.locator("#rows [aria-current]")).hasCount(1);
        page.context().close();
    }

    @Test
    void thePlaceInAListStaysWhileItsMessagesAreRead() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.locator(".pager a", new Page.LocatorOptions().setHasText("Older")).click();
        var rows = page.locator("#rows .row-link");
        assertThat(page.locator(".pager a", new Page.LocatorOptions().setHasText("Newest")))
                .isVisible();
        var second = rows.nth(1).textContent();
        rows.first().click();
        assertThat(page.locator("#subject")).isFocused();
        page.navigate(page.url());
        assertThat(rows.nth(1)).hasText(second);
        page.locator("#reader-form button[value=archive]").click();
        assertThat(page.locator("#toast")).containsText("Archived: 1 message.");
        assertThat(page.locator("#reader")).containsText("Choose a message to read it here.");
        assertThat(rows.first()).isFocused();
        assertTrue(page.url().contains("/mail/inbox?cursor="), page.url());
        page.locator("#undo").click();
        assertThat(rows.nth(1)).hasText(second);
        page.evaluate("history.back()");
        assertThat(page.locator("#subject")).isVisible();
        assertThat(rows.nth(1)).hasText(second);
        page.context().close();
    }

    @Test
    void howManyAreTickedStandsInOneLine() {
        var page = browser.logIn(1280, ColorScheme.LIGHT, "alice");
        page.locator("#tick-all").check();
        assertThat(page.locator("#ticked")).hasText("50 ticked");
        assertTrue(page.locator("#ticked").boundingBox().height < 25);
        assertEquals(true, page.evaluate("""
            () => document.getElementById('ticked').getBoundingClientRect().right
              <= document.getElementById('list').getBoundingClientRect().right
            """));
        page.context().close();
    }
}
