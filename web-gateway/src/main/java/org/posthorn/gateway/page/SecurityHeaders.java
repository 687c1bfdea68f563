package org.posthorn.gateway.page;

import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/// The security headers of every answer. An answer that already names a policy, such as the body of a message, keeps
/// its own.
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class SecurityHeaders {
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            + "font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
            + "trusted-types default dompurify";

    @ResponseFilter
    void secure(MutableHttpResponse<?> response) {
        var headers = response.getHeaders();
        ifAbsent(headers, "Content-Security-Policy", POLICY);
        ifAbsent(headers, "X-Content-Type-Options", "nosniff");
        ifAbsent(headers, "Referrer-Policy", "same-origin");
        ifAbsent(headers, "Cross-Origin-Opener-Policy", "same-origin-allow-popups");
        ifAbsent(headers, "Cross-Origin-Resource-Policy", "same-origin");
        ifAbsent(headers, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        ifAbsent(headers, "Strict-Transport-Security", "max-age=31536000");
        ifAbsent(headers, "Cache-Control", "private, no-store");
        ifAbsent(headers, "Vary", "HX-Request, HX-Target");
    }

    private static void ifAbsent(MutableHttpHeaders headers, String name, String value) {
        if (!headers.contains(name)) {
            headers.add(name, value);
        }
    }
}
