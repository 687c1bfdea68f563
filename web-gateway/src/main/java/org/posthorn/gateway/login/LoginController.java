package org.posthorn.gateway.login;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Shell;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.ServiceError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logging in and out.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class LoginController {
    private static final Logger LOG = LoggerFactory.getLogger(LoginController.class);
    private static final String WRONG = "That name and password do not match.";
    private static final String TOO_MANY = "Too many failed logins. Wait five minutes and try again.";
    private static final String UNAVAILABLE = "Accounts cannot be checked at the moment. Try again in a minute.";

    private final AccountsClient accounts;
    private final Sessions sessions;
    private final LoginLimits limiter;

    LoginController(AccountsClient accounts, Sessions sessions, LoginLimits limiter) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.limiter = limiter;
    }

    @Get("/")
    HttpResponse<?> home() {
        return Answers.seeOther("/mail/inbox");
    }

    @Get("/login")
    HttpResponse<?> page(HttpRequest<?> request, @QueryValue("next") Optional<String> next) {
        if (request.getAttribute(Session.ATTRIBUTE).isPresent()) {
            return Answers.seeOther(local(next.orElse("")));
        }
        return page(request, HttpStatus.OK, "", "", next.orElse(""));
    }

    @Post("/login")
    HttpResponse<?> logIn(HttpRequest<?> request, @Body byte[] body) {
        var form = Form.read(contentType(request), body);
        var login = form.text("login").strip().toLowerCase(Locale.ROOT);
        var ip = sessions.clientIp(request);
        if (!sessions.mayLogIn(request)) {
            return page(request, HttpStatus.FORBIDDEN, login, "Log in over HTTPS, or from this machine.", "");
        }
        if (!limiter.allows(ip, login)) {
            LOG.warn("login-refused reason=rate client={}", ip);
            return page(request, HttpStatus.TOO_MANY_REQUESTS, login, TOO_MANY, form.text("next"));
        }
        try {
            var who = accounts.authenticate(new Authenticate(login, form.text("password"), "web", ip));
            limiter.succeeded(login);
            LOG.info("login account={} client={}", who.account(), ip);
            return Answers.seeOther(local(form.text("next")))
                    .header(HttpHeaders.SET_COOKIE, sessions.begin(request, who));
        } catch (ServiceError.Refused e) {
            limiter.failed(ip, login);
            LOG.warn("login-refused reason={} client={}", e.status(), ip);
            return e.status() == 429
                    ? page(request, HttpStatus.TOO_MANY_REQUESTS, login, TOO_MANY, form.text("next"))
                    : page(request, HttpStatus.UNAUTHORIZED, login, WRONG, form.text("next"));
        } catch (ServiceError e) {
            LOG.error("login-failed reason={}", e.getMessage());
            return page(request, HttpStatus.SERVICE_UNAVAILABLE, login, UNAVAILABLE, form.text("next"));
        }
    }

    @Post("/logout")
    HttpResponse<?> logOut(HttpRequest<?> request, @Body byte[] body) {
        var _ = Forms.read(request, body);
        return Answers.seeOther("/login").header(HttpHeaders.SET_COOKIE, sessions.end(request));
    }

    private HttpResponse<?> page(HttpRequest<?> request, HttpStatus status, String login, String error, String next) {
        var shell = new Shell("Log in", "login", Optional.empty(), Preferences.theme(request), "", "");
        var page = new LoginPage(shell, login, error, next, sessions.mayLogIn(request));
        return Answers.html(status, Templates.render("login.jte", page));
    }

    /// A path on this site and nothing else; the inbox when it is none.
    static String local(String next) {
        boolean path = next.startsWith("/") && !next.startsWith("//") && next.indexOf('\\') < 0;
        return path && next.chars().noneMatch(c -> c < ' ') && !next.startsWith("/login") ? next : "/mail/inbox";
    }

    private static String contentType(HttpRequest<?> request) {
        var type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        return type == null ? "" : type;
    }
}
