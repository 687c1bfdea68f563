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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.api.ListApi.NewEntry;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.ListsClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/admin/blocklist` and `/admin/allowlist`: who may not send to us, and who may all the same.
@Controller("/admin")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class ListsController {
    private static final int PAGE = 50;

    private final ListsClient lists;

    ListsController(ListsClient lists) {
        this.lists = lists;
    }

    @Get("/blocklist")
    HttpResponse<?> blocklist(HttpRequest<?> request) {
        return show(request, ListPages.Kind.BLOCKLIST, ListPages.Typed.NOTHING, Optional.empty());
    }

    @Get("/allowlist")
    HttpResponse<?> allowlist(HttpRequest<?> request) {
        return show(request, ListPages.Kind.ALLOWLIST, ListPages.Typed.NOTHING, Optional.empty());
    }

    @Post("/blocklist")
    HttpResponse<?> changeBlocklist(HttpRequest<?> request, @Body byte[] body) {
        return change(request, ListPages.Kind.BLOCKLIST, Forms.read(request, body));
    }

    @Post("/allowlist")
    HttpResponse<?> changeAllowlist(HttpRequest<?> request, @Body byte[] body) {
        return change(request, ListPages.Kind.ALLOWLIST, Forms.read(request, body));
    }

    private HttpResponse<?> show(
            HttpRequest<?> request, ListPages.Kind kind, ListPages.Typed typed, Optional<String> error) {
        var asked =
                new ListPages.Asked(parameter(request, "q"), parameter(request, "sender"), parameter(request, "ip"));
        var frame = Frame.of(request, kind.title(), "blocklist");
        Optional<ListPages.Tested> tested = Optional.empty();
        var problem = error;
        if (!asked.sender().isEmpty() || !asked.ip().isEmpty()) {
            try {
                tested = Optional.of(ListPages.Tested.of(lists.check(asked.sender(), asked.ip())));
            } catch (ServiceError.Refused e) {
                problem = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        var cursor = parameter(request, "cursor");
        var page = lists.page(kind.list(), cursor, asked.query(), PAGE);
        var now = Instant.now();
        var zone = Preferences.zone(request);
        var rows = page.items().stream()
                .map(entry -> ListPages.Listed.of(entry, now, zone))
                .toList();
        var next = page.next()
                .map(after ->
                        kind.path() + "?q=" + AdminPages.escape(asked.query()) + "&cursor=" + AdminPages.escape(after));
        var shown = new ListPages.Lists(
                problem.map(frame::failed).orElse(frame), kind, rows, asked, typed, next, cursor.isEmpty(), tested);
        return Answers.html(
                problem.isPresent() ? HttpStatus.UNPROCESSABLE_ENTITY : HttpStatus.OK,
                Templates.render("admin/lists.jte", shown));
    }

    private HttpResponse<?> change(HttpRequest<?> request, ListPages.Kind kind, Form form) {
        var subject = form.text("subject").strip();
        var typed = new ListPages.Typed(
                form.text("do").equals("email") ? subject : "",
                form.text("do").equals("ip") ? subject : "",
                form.text("reason"));
        try {
            switch (form.text("do")) {
                case "email" -> {
                    if (subject.indexOf('@') < 0) {
                        return show(
                                request, kind, typed, Optional.of("Write an address, or *@example.com for a domain."));
                    }
                    lists.add(kind.list(), entry(request, form, subject));
                }
                case "ip" -> {
                    if (subject.indexOf('@') >= 0) {
                        return show(
                                request, kind, typed, Optional.of("Write an IP address, or a network (192.0.2.0/24)."));
                    }
                    lists.add(kind.list(), entry(request, form, subject));
                }
                case "remove" -> lists.remove(kind.list(), subject);
                default -> throw Refusal.badRequest("There is no such action.");
            }
        } catch (ServiceError.Refused e) {
            return show(request, kind, typed, Optional.of(String.valueOf(e.getMessage())));
        }
        return Answers.seeOther(kind.path() + "?done=" + (form.text("do").equals("remove") ? "removed" : "added"));
    }

    private static NewEntry entry(HttpRequest<?> request, Form form, String subject) {
        return new NewEntry(
                subject,
                form.has("subdomains"),
                form.text("reason").strip(),
                Session.of(request).address(),
                expires(form.text("days")));
    }

    private static Optional<Instant> expires(String days) {
        if (days.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.now().plus(Duration.ofDays(Integer.parseInt(days))));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("The form cannot be read.");
        }
    }

    private static String parameter(HttpRequest<?> request, String name) {
        return request.getParameters().getFirst(name).orElse("").strip();
    }
}
