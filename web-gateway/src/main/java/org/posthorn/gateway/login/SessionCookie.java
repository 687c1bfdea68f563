package org.posthorn.gateway.login;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import java.util.Optional;

/// The cookie that names a session: `__Host-sid` over HTTPS, a plain `sid` where plain HTTP is allowed.
final class SessionCookie {
    private static final String SECURE = "__Host-sid";
    private static final String PLAIN = "sid";
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

    private SessionCookie() {}

    static Optional<String> read(HttpRequest<?> request, boolean secure) {
        return request.getCookies().findCookie(secure ? SECURE : PLAIN).map(Cookie::getValue);
    }

    static String set(String secret, boolean secure) {
        return secure ? SECURE + "=" + secret + ATTRIBUTES + "; Secure" : PLAIN + "=" + secret + ATTRIBUTES;
    }

    static String clear(boolean secure) {
        return set("", secure) + "; Max-Age=0";
    }
}
