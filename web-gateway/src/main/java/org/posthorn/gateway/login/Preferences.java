package org.posthorn.gateway.login;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import java.time.DateTimeException;
import java.time.ZoneId;

/// What a browser remembers by itself, in cookies that are no secret.
public final class Preferences {
    private Preferences() {}

    /// `light`, `dark`, or empty to follow the system.
    public static String theme(HttpRequest<?> request) {
        var theme =
                request.getCookies().findCookie("theme").map(Cookie::getValue).orElse("");
        return theme.equals("light") || theme.equals("dark") ? theme : "";
    }

    /// The time zone that the browser named.
    public static ZoneId zone(HttpRequest<?> request) {
        var zone = request.getCookies().findCookie("tz").map(Cookie::getValue).orElse("");
        try {
            return zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone.replace("%2F", "/"));
        } catch (DateTimeException e) {
            return ZoneId.systemDefault();
        }
    }
}
