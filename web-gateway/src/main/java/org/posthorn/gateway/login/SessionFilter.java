package org.posthorn.gateway.login;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.gateway.page.Answers;
import org.posthorn.runtime.http.Refusal;

/// Lets a request through to a page only with a session. What changes something must also come from a page
/// of ours (Fetch Metadata); its form's token is checked where the form is read ([Forms]), so that a header
/// lost by a change of a library opens no hole.
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class SessionFilter {
    private final Sessions sessions;

    SessionFilter(Sessions sessions) {
        this.sessions = sessions;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.VIRTUAL)
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        var encrypted = sessions.encrypted(request);
        if (encrypted.isPresent() && !isAsset(request.getPath())) {
            return HttpResponse.status(HttpStatus.PERMANENT_REDIRECT).header(HttpHeaders.LOCATION, encrypted.get());
        }
        if (changes(request.getMethod()) && RequestOrigin.isForeign(request)) {
            return Answers.text(HttpStatus.FORBIDDEN, "This request came from another site's page.");
        }
        var session = isAsset(request.getPath()) ? Optional.<Session>empty() : sessions.find(request);
        session.ifPresent(found -> request.setAttribute(Session.ATTRIBUTE, found));
        if (session.isPresent()
                && isAdminArea(request.getPath())
                && !session.get().admin()) {
            throw Refusal.notFound("This page does not exist, or is not yours to see.");
        }
        if (session.isPresent() || isPublic(request.getPath())) {
            return null;
        }
        return toLogin(request);
    }

    private static boolean changes(HttpMethod method) {
        return method != HttpMethod.GET && method != HttpMethod.HEAD && method != HttpMethod.OPTIONS;
    }

    /// What needs no session: the internal API has its own filter, which asks for the service token.
    private static boolean isAsset(String path) {
        return path.startsWith("/internal/")
                || path.startsWith("/assets/")
                || path.equals("/health")
                || path.startsWith("/health/")
                || path.equals("/prometheus")
                || path.startsWith("/.well-known/");
    }

    /// Pictures inside messages carry a signature instead of a cookie: their document has no origin.
    private static boolean isPublic(String path) {
        return isAsset(path)
                || path.equals("/login")
                || path.equals("/favicon.ico")
                || path.equals("/img")
                || path.equals("/cid");
    }

    private static boolean isAdminArea(String path) {
        return path.equals("/admin") || path.startsWith("/admin/");
    }

    private static HttpResponse<?> toLogin(HttpRequest<?> request) {
        if (request.getHeaders().contains("HX-Request")) {
            return HttpResponse.status(HttpStatus.UNAUTHORIZED).header("HX-Redirect", "/login");
        }
        if (request.getPath().equals("/events")) {
            return Answers.text(HttpStatus.UNAUTHORIZED, "Log in first.");
        }
        var next = request.getMethod() == HttpMethod.GET && !request.getPath().equals("/")
                ? "?next=" + URLEncoder.encode(request.getUri().toString(), StandardCharsets.UTF_8)
                : "";
        return HttpResponse.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, "/login" + next);
    }
}
