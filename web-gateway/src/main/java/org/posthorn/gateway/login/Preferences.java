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

    /// `compact`, `comfortable`, or empty for what lies between.
    public static String density(HttpRequest<?> request) {
        var density =
                request.getCookies().findCookie("density").map(Cookie::getValue).orElse("");
        return density.equals("compact") || density.equals("comfortable") ? density : "";
    }

    /// Whether lists show one row for each conversation; they do unless the browser chose messages.
    public static boolean grouped(HttpRequest<?> request) {
        return request.getCookies()
                .findCookie("rows")
                .map(Cookie::getValue)
                .filter("messages"::equals)
                .isEmpty();
    }

    /// Whether messages are written formatted; plain unless the browser chose it.
    public static boolean formatted(HttpRequest<?> request) {
        return request.getCookies()
                .findCookie("format")
                .map(Cookie::getValue)
                .filter("rich"::equals)
                .isPresent();
    }

    /// The value of Set-Cookie for a choice; only plain words are kept.
    public static String set(String name, String value) {
        var kept = value.matches("[a-z]{0,20}") ? value : "";
        return name + "=" + kept + "; Path=/; Max-Age=31536000; SameSite=Lax";
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
