package org.posthorn.gateway.page;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;

/// How pages answer.
public final class Answers {
    public static final String HTML = "text/html; charset=utf-8";

    private Answers() {}

    /// A page, or several fragments one after the other.
    public static MutableHttpResponse<byte[]> html(byte[]... fragments) {
        return html(HttpStatus.OK, fragments);
    }

    public static MutableHttpResponse<byte[]> html(HttpStatus status, byte[]... fragments) {
        return HttpResponse.<byte[]>status(status).body(joined(fragments)).header(HttpHeaders.CONTENT_TYPE, HTML);
    }

    /// Go and get another page (RFC 9110 §15.4.4): after a form.
    public static MutableHttpResponse<byte[]> seeOther(String location) {
        return HttpResponse.<byte[]>status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, location);
    }

    /// Whether htmx asks for a fragment for this target.
    public static boolean isFragment(HttpRequest<?> request, String target) {
        return isFragment(request) && target.equals(request.getHeaders().get("HX-Target"));
    }

    /// Whether htmx asks, and not to restore a whole page from history.
    public static boolean isFragment(HttpRequest<?> request) {
        return request.getHeaders().contains("HX-Request")
                && !request.getHeaders().contains("HX-History-Restore-Request");
    }

    public static MutableHttpResponse<byte[]> text(HttpStatus status, String sentence) {
        return HttpResponse.<byte[]>status(status)
                .body(sentence.getBytes(StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    }

    private static byte[] joined(byte[]... fragments) {
        if (fragments.length == 1) {
            return fragments[0];
        }
        int length = 0;
        for (var fragment : fragments) {
            length += fragment.length;
        }
        var all = new byte[length];
        int at = 0;
        for (var fragment : fragments) {
            System.arraycopy(fragment, 0, all, at, fragment.length);
            at += fragment.length;
        }
        return all;
    }
}
