package org.posthorn.testing.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Debian's Chromium, driven by Playwright. Each page remembers what it must not do: complain on its console,
/// or ask another host for anything.
public final class Browser implements AutoCloseable {
    /// Where it is.
    public static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final double PATIENCE = 60_000;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final String origin;
    private final UnaryOperator<String> password;
    private final List<String> complaints = new ArrayList<>();

    /// @param origin the only site that its pages may ask
    /// @param password of an account, by the name that logs in
    public Browser(String origin, UnaryOperator<String> password) {
        this.origin = origin;
        this.password = password;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setTimeout(120_000)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-dev-shm-usage",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    public static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM);
    }

    /// A fresh page in a window of this width.
    public Page open(int width, ColorScheme scheme) {
        return watched(browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, width < 700 ? 740 : 800)
                .setColorScheme(scheme)
                .setTimezoneId("Europe/Berlin")));
    }

    private Page watched(BrowserContext context) {
        context.setDefaultTimeout(PATIENCE);
        var page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add("console: " + message.text() + " at " + page.url());
            }
        });
        page.onPageError(error -> complaints.add("error: " + error));
        context.onRequest(request -> {
            var uri = URI.create(request.url());
            boolean own = request.url().startsWith(origin) || "data".equals(uri.getScheme());
            if (!own && !"blob".equals(uri.getScheme())) {
                complaints.add("foreign request: " + request.url());
            }
        });
        return page;
    }

    /// A page of an account, at its inbox.
    public Page logIn(int width, ColorScheme scheme, String name) {
        var page = open(width, scheme);
        page.navigate(origin + "/login");
        page.getByLabel("Name or address").fill(name);
        page.getByLabel("Password").fill(password.apply(name));
        page.locator(".login-card button").click();
        page.waitForURL("**/mail/inbox");
        return page;
    }

    /// What axe finds wrong with a page (WCAG 2.2 AA and best practice), in one line each.
    public List<String> accessibilityFaults(Page page) {
        page.evaluate(axe());
        @SuppressWarnings("unchecked")
        var faults = (List<String>) page.evaluate("""
            async () => {
              const result = await axe.run(document, { iframes: false, resultTypes: ['violations'],
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
              return result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160) + ' -> '
                + n.any.concat(n.all).map(c => c.message).join('; ')).join(' | '));
            }
            """);
        return Objects.requireNonNull(faults);
    }

    private static String axe() {
        try (var in = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8) + ";0";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Takes out what the console says of an answer with this status, where a test asked for it.
    public void forgive(String status) {
        complaints.removeIf(complaint -> complaint.contains("the server responded with a status of " + status));
    }

    /// Fails when a page complained.
    public void assertQuiet() {
        var heard = List.copyOf(complaints);
        complaints.clear();
        assertEquals(List.of(), heard);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
