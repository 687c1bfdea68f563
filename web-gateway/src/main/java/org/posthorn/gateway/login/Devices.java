package org.posthorn.gateway.login;

import java.util.List;

/// Names browsers for people.
public final class Devices {
    private static final List<String> BROWSERS = List.of("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl");
    private static final List<String> SYSTEMS = List.of("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux");

    private Devices() {}

    /// Such as `Firefox on Linux`, from what the browser says of itself (RFC 9110 §10.1.5).
    public static String name(String userAgent) {
        var browser = first(BROWSERS, userAgent, "A browser");
        var system = first(SYSTEMS, userAgent, "");
        var shown = browser.equals("Edg") ? "Edge" : browser.equals("OPR") ? "Opera" : browser;
        return system.isEmpty() ? shown : shown + " on " + (system.equals("Mac OS X") ? "macOS" : system);
    }

    private static String first(List<String> names, String text, String otherwise) {
        return names.stream().filter(text::contains).findFirst().orElse(otherwise);
    }
}
