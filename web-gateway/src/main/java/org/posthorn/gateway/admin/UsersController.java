package org.posthorn.gateway.admin;

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
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountChange;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.client.CreditsClient;
import org.posthorn.gateway.login.Devices;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.login.SessionStore;
import org.posthorn.gateway.mail.Amount;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/admin/users`: accounts.
@Controller("/admin/users")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class UsersController {
    private static final int PAGE = 50;

    private final AccountsClient accounts;
    private final CreditsClient credits;
    private final SessionStore sessions;

    UsersController(AccountsClient accounts, CreditsClient credits, SessionStore sessions) {
        this.accounts = accounts;
        this.credits = credits;
        this.sessions = sessions;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        return list(request, HttpStatus.OK, Frame.of(request, "Users", "users"), Optional.empty());
    }

    private HttpResponse<?> list(
            HttpRequest<?> request, HttpStatus status, Frame frame, Optional<AdminPages.Secret> created) {
        var query = request.getParameters().getFirst("q").orElse("");
        var page = accounts.accounts(request.getParameters().getFirst("cursor"), query, PAGE);
        var people =
                page.items().stream().map(account -> person(request, account)).toList();
        var next = page.next()
                .map(cursor -> "/admin/users?q=" + AdminPages.escape(query) + "&cursor=" + AdminPages.escape(cursor));
        var users = new AdminPages.Users(frame, people, query, next, created);
        return Answers.html(status, Templates.render("admin/users.jte", users));
    }

    @Post
    HttpResponse<?> add(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var frame = Frame.of(request, "Users", "users");
        var password = Optional.of(form.text("password")).filter(text -> !text.isEmpty());
        var name = Optional.of(form.text("name").strip()).filter(text -> !text.isEmpty());
        try {
            var made =
                    accounts.add(new NewAccount(form.text("address").strip(), password, Optional.of(role(form)), name));
            if (made.generatedPassword().isEmpty()) {
                return Answers.seeOther("/admin/users?done=added");
            }
            var secret = new AdminPages.Secret(
                    made.account().address(), made.generatedPassword().get());
            return list(request, HttpStatus.OK, frame, Optional.of(secret));
        } catch (ServiceError.Refused e) {
            return list(request, HttpStatus.UNPROCESSABLE_ENTITY, frame.failed(sentence(e)), Optional.empty());
        }
    }

    @Get("/{address}")
    HttpResponse<?> one(HttpRequest<?> request, String address) {
        return one(request, HttpStatus.OK, Frame.of(request, address, "users"), find(address));
    }

    private HttpResponse<?> one(HttpRequest<?> request, HttpStatus status, Frame frame, Account account) {
        boolean self = account.id().equals(Session.of(request).account());
        var now = Instant.now();
        var zone = Preferences.zone(request);
        var open = sessions.list(account.id()).stream()
                .map(session -> new AdminPages.LoggedIn(
                        session.name(),
                        session.clientIp(),
                        Devices.name(session.userAgent()),
                        When.full(session.createdAt(), zone),
                        When.distance(session.seenAt(), now)))
                .toList();
        var senders = accounts.senders(account.address());
        var user = new AdminPages.User(frame, person(request, account), self, balance(account), senders, open);
        return Answers.html(status, Templates.render("admin/user.jte", user));
    }

    /// What the account may spend, as a number; a dash while policy-service does not say.
    private String balance(Account account) {
        try {
            return Long.toString(credits.balance(account.address()).available());
        } catch (ServiceError e) {
            return "–";
        }
    }

    @Post("/{address}")
    HttpResponse<?> change(HttpRequest<?> request, String address, @Body byte[] body) {
        var form = Forms.read(request, body);
        var account = find(address);
        boolean self = account.id().equals(Session.of(request).account());
        var action = form.text("do");
        if (self && (action.equals("disable") || action.equals("delete") || action.equals("role"))) {
            throw Refusal.badRequest("You cannot do that to your own account; another admin can.");
        }
        try {
            return changed(account, form, action);
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, address, "users").failed(sentence(e));
            return one(request, HttpStatus.UNPROCESSABLE_ENTITY, frame, account);
        }
    }

    private HttpResponse<?> changed(Account account, Form form, String action) {
        var here = "/admin/users/" + AdminPages.escape(account.address());
        switch (action) {
            case "delete" -> {
                requireTyped(form, account.address());
                accounts.delete(account.address());
                sessions.closeAll(account.id());
                return Answers.seeOther("/admin/users?done=deleted");
            }
            case "password" -> {
                if (form.text("password").isEmpty()) {
                    throw Refusal.badRequest("Type the new password.");
                }
                accounts.change(account.address(), change(form, "password"));
                sessions.closeAll(account.id());
            }
            case "grant" ->
                accounts.grant(account.address(), form.text("sender").strip());
            case "revoke" -> accounts.revoke(account.address(), form.text("sender"));
            case "end-session" -> sessions.closeNamed(account.id(), form.text("session"));
            case "end-sessions" -> sessions.closeAll(account.id());
            case "enable", "disable", "role", "name" -> accounts.change(account.address(), change(form, action));
            default -> throw Refusal.badRequest("There is no such action.");
        }
        return Answers.seeOther(here + "?done=changed");
    }

    private static AccountChange change(Form form, String action) {
        return new AccountChange(
                action.equals("password") ? Optional.of(form.text("password")) : Optional.empty(),
                action.equals("role") ? Optional.of(role(form)) : Optional.empty(),
                action.equals("enable") || action.equals("disable")
                        ? Optional.of(action.equals("enable"))
                        : Optional.empty(),
                Optional.empty(),
                action.equals("name") ? Optional.of(form.text("name").strip()) : Optional.empty());
    }

    static void requireTyped(Form form, String subject) {
        if (!form.text("confirm").strip().equalsIgnoreCase(subject)) {
            throw Refusal.badRequest("Nothing was deleted: type " + subject + " to confirm.");
        }
    }

    private Account find(String address) {
        return accounts.account(address).orElseThrow(() -> Refusal.notFound("There is no such account."));
    }

    private static Role role(Form form) {
        try {
            return Role.valueOf(form.text("role").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("A role is admin, member or user.");
        }
    }

    private static AdminPages.Person person(HttpRequest<?> request, Account account) {
        return new AdminPages.Person(
                account, Amount.of(account.bytes()), When.full(account.createdAt(), Preferences.zone(request)));
    }

    private static String sentence(ServiceError.Refused refused) {
        return String.valueOf(refused.getMessage());
    }
}
