package org.posthorn.gateway.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recomputes the contrast of the design's colours from the style sheet, light and dark (WCAG 2.2 §1.4.3, §1.4.11).
class ContrastTest {
    private static final Map<String, String[]> COLOURS = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        var css = Files.readString(Path.of("src/main/resources/org/posthorn/gateway/static/app.css"));
        var token = Pattern.compile("--([a-z0-9-]+): light-dark\\((#[0-9A-F]{6}), (#[0-9A-F]{6})\\)");
        var matcher = token.matcher(css);
        while (matcher.find()) {
            COLOURS.put(matcher.group(1), new String[] {matcher.group(2), matcher.group(3)});
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text, bg, 4.5",
        "text, surface, 4.5",
        "text, sunken, 4.5",
        "text, selected, 4.5",
        "muted, bg, 4.5",
        "muted, surface, 4.5",
        "muted, sunken, 4.5",
        "muted, selected, 4.5",
        "accent, bg, 4.5",
        "accent, surface, 4.5",
        "on-accent, accent, 4.5",
        "ok, surface, 4.5",
        "warn, surface, 4.5",
        "bad, surface, 4.5",
        "control, surface, 3",
        "control, bg, 3",
        "text, hue-0, 4.5",
        "text, hue-1, 4.5",
        "text, hue-2, 4.5",
        "text, hue-3, 4.5",
        "text, hue-4, 4.5",
        "text, hue-5, 4.5"
    })
    void aColourCanBeReadOnItsGround(String colour, String ground, double least) {
        for (int theme = 0; theme < 2; theme++) {
            double contrast = contrast(colour(colour)[theme], colour(ground)[theme]);
            assertTrue(
                    contrast >= least, colour + " on " + ground + (theme == 0 ? ", light: " : ", dark: ") + contrast);
        }
    }

    private static String[] colour(String token) {
        return Objects.requireNonNull(COLOURS.get(token), token);
    }

    private static double contrast(String a, String b) {
        double lighter = Math.max(luminance(a), luminance(b));
        double darker = Math.min(luminance(a), luminance(b));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
    }

    private static double channel(String colour, int at) {
        double value = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
