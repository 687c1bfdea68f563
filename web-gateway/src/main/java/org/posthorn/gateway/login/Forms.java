package org.posthorn.gateway.login;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.posthorn.gateway.page.Form;
import org.posthorn.runtime.http.Refusal;

/// The one way to what a form says: it must carry its session's token, as the field `csrf` or as `X-CSRF-Token`.
public final class Forms {
    private static final String ATTRIBUTE = "posthorn.form";

    private Forms() {}

    public static Form read(HttpRequest<?> request, byte[] body) {
        var type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        var form = Form.read(type == null ? "" : type, body);
        var header = request.getHeaders().get("X-CSRF-Token");
        var shown = header == null ? form.text("csrf") : header;
        var wanted = Session.of(request).csrf();
        if (!MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8))) {
            throw Refusal.forbidden("This form is of another session. Reload the page and try again.");
        }
        request.setAttribute(ATTRIBUTE, form);
        return form;
    }

    /// The form that a request carried, once it was read and its token was right.
    public static Optional<Form> of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Form.class);
    }
}
