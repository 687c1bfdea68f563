package org.posthorn.gateway.settings;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountChange;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.login.Devices;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.login.Sessions;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.gateway.settings.SettingsPages.Frame;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/settings`: name and signature, password and sessions, looks and keys.
@Controller("/settings")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class SettingsController {
    private static final int LONGEST_SIGNATURE = 2_000;
    private static final int SHORTEST_PASSWORD = 8;

    private final AccountsClient accounts;
    private final PreferenceStore preferences;
    private final Sessions sessions;

    SettingsController(AccountsClient accounts, PreferenceStore preferences, Sessions sessions) {
        this.accounts = accounts;
        this.preferences = preferences;
        this.sessions = sessions;
    }

    @Get
    HttpResponse<?> profile(HttpRequest<?> request) {
        var session = Session.of(request);
        var account = account(session);
        return Answers.html(Templates.render(
                "settings/profile.jte",
                new SettingsPages.Profile(
                        Frame.of(request, "Profile", "profile"),
                        account.address(),
                        account.addresses(),
                        account.displayName(),
                        preferences.signature(session.account()))));
    }

    @Post
    HttpResponse<?> saveProfile(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var session = Session.of(request);
        var signature = form.text("signature").replace("\r\n", "\n").stripTrailing();
        if (signature.length() > LONGEST_SIGNATURE) {
            throw Refusal.badRequest("A signature has at most " + LONGEST_SIGNATURE + " characters.");
        }
        preferences.sign(session.account(), signature);
        accounts.change(
                session.address(),
                new AccountChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(form.text("name").strip())));
        return Answers.seeOther("/settings?done=saved");
    }

    @Get("/security")
    HttpResponse<?> security(HttpRequest<?> request) {
        return security(request, HttpStatus.OK, Frame.of(request, "Password and sessions", "security"));
    }

    private HttpResponse<?> security(HttpRequest<?> request, HttpStatus status, Frame frame) {
        var now = Instant.now();
        var zone = Preferences.zone(request);
        var shown = sessions.open(request).stream()
                .map(open -> new SettingsPages.Shown(
                        open,
                        Devices.name(open.userAgent()),
                        When.full(open.createdAt(), zone),
                        open.current() ? "now" : When.distance(open.seenAt(), now)))
                .toList();
        return Answers.html(
                status, Templates.render("settings/security.jte", new SettingsPages.Security(frame, shown)));
    }

    @Post("/security")
    HttpResponse<?> secure(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        return switch (form.text("do")) {
            case "password" -> changePassword(request, form);
            case "end" -> {
                sessions.end(request, form.text("session"));
                yield Answers.seeOther("/settings/security?done=ended");
            }
            case "end-others" -> {
                sessions.endOthers(request);
                yield Answers.seeOther("/settings/security?done=ended");
            }
            default -> throw Refusal.badRequest("There is no such action.");
        };
    }

    /// The current password is asked for again: an unlocked screen is not enough to take an account over.
    private HttpResponse<?> changePassword(HttpRequest<?> request, Form form) {
        var session = Session.of(request);
        var fresh = form.text("fresh");
        if (fresh.length() < SHORTEST_PASSWORD) {
            return refused(request, "A password has at least " + SHORTEST_PASSWORD + " characters.");
        }
        if (!fresh.equals(form.text("again"))) {
            return refused(request, "The new password was not typed the same way twice.");
        }
        if (!sessions.isPassword(request, session, form.text("current"))) {
            return refused(request, "The current password is another one.");
        }
        try {
            accounts.change(
                    session.address(),
                    new AccountChange(
                            Optional.of(fresh),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        } catch (ServiceError.Refused e) {
            return refused(request, String.valueOf(e.getMessage()));
        }
        sessions.endOthers(request);
        return Answers.seeOther("/settings/security?done=password");
    }

    private HttpResponse<?> refused(HttpRequest<?> request, String sentence) {
        var frame = Frame.of(request, "Password and sessions", "security").failed(sentence);
        return security(request, HttpStatus.UNPROCESSABLE_ENTITY, frame);
    }

    @Get("/appearance")
    HttpResponse<?> appearance(HttpRequest<?> request) {
        return plain(request, "Appearance", "appearance");
    }

    /// Kept in the browser, like the switch in the bar above.
    @Post("/appearance")
    HttpResponse<?> chooseAppearance(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        return Answers.seeOther("/settings/appearance?done=saved")
                .header(HttpHeaders.SET_COOKIE, Preferences.set("theme", form.text("theme")))
                .header(HttpHeaders.SET_COOKIE, Preferences.set("density", form.text("density")))
                .header(HttpHeaders.SET_COOKIE, Preferences.set("rows", form.text("rows")));
    }

    @Get("/keyboard")
    HttpResponse<?> keyboard(HttpRequest<?> request) {
        return plain(request, "Keyboard", "keyboard");
    }

    private static HttpResponse<?> plain(HttpRequest<?> request, String title, String place) {
        var page = new SettingsPages.Plain(
                Frame.of(request, title, place),
                Preferences.theme(request),
                Preferences.density(request),
                Preferences.grouped(request));
        return Answers.html(Templates.render("settings/" + place + ".jte", page));
    }

    private Account account(Session session) {
        return accounts.account(session.address()).orElseThrow(() -> Refusal.notFound("Your account is gone."));
    }
}
