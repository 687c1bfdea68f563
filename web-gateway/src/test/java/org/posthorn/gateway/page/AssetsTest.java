package org.posthorn.gateway.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AssetsTest {
    private static final Path STATIC = Path.of("src/main/resources/org/posthorn/gateway/static");

    @Test
    void everyVendoredFileIsTheOneOfTheLock() throws Exception {
        var locked = new TreeMap<String, String>();
        for (var line : Files.readAllLines(STATIC.resolve("vendor/vendor.lock"))) {
            locked.put(line.substring(line.lastIndexOf(' ') + 1), line.substring(0, line.indexOf(' ')));
        }
        var found = new TreeMap<String, String>();
        try (var files = Files.walk(STATIC.resolve("vendor"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = STATIC.resolve("vendor").relativize(file).toString();
                if (name.contains("/")) {
                    var hash = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file));
                    found.put(name, HexFormat.of().formatHex(hash));
                }
            }
        }
        assertEquals(locked, found);
    }

    @Test
    void everyFileThatABrowserLoadsIsServed() throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(STATIC)) {
            files.filter(Files::isRegularFile)
                    .map(file -> STATIC.relativize(file).toString())
                    .filter(name -> name.matches(".*\\.(js|css|svg)"))
                    .forEach(found::add);
        }
        assertEquals(found, new TreeSet<>(Assets.NAMES));
    }

    @Test
    void ownScriptsAndStylesStayWithinTheirBudget() {
        assertTrue(zipped("app.css") <= 15_000, "styles: " + zipped("app.css"));
        assertTrue(zipped("app.js") + zipped("boot.js") + zipped("compose.js") <= 20_000);
        int page = zipped("app.css")
                + zipped("app.js")
                + zipped("boot.js")
                + zipped("icons.svg")
                + zipped("vendor/htmx-2.0.10/htmx.min.js")
                + zipped("vendor/idiomorph-0.8.0/idiomorph-ext.min.js");
        assertTrue(page <= 50_000, "first visit: " + page);
    }

    @Test
    void everyIconThatATemplateNamesIsInTheSprite() throws IOException {
        var sprite = Files.readString(STATIC.resolve("icons.svg"));
        var named = Pattern.compile("icon\\(id = \"([a-z0-9-]+)\"");
        try (var templates = Files.walk(Path.of("src/main/jte"))) {
            for (var template : templates.filter(Files::isRegularFile).toList()) {
                var matcher = named.matcher(Files.readString(template));
                while (matcher.find()) {
                    assertTrue(sprite.contains("id=\"" + matcher.group(1) + "\""), template + ": " + matcher.group(1));
                }
            }
        }
    }

    @Test
    void anAddressOfAnotherReleaseFindsNothing() {
        assertTrue(Assets.find("0000000000000000", "app.css").isEmpty());
        var hash = Assets.url("app.css").split("/")[2];
        assertTrue(Assets.find(hash, "app.css").isPresent());
        assertTrue(Assets.find(hash, "../GatewaySettings.class").isEmpty());
    }

    private static int zipped(String name) {
        var hash = Assets.url(name).split("/")[2];
        return Assets.find(hash, name).orElseThrow().zipped().length;
    }
}
