package org.posthorn.gateway.admin;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Optional;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;

/// `/admin/audit`: who changed what in the console, and when.
@Controller("/admin/audit")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class AuditController {
    private static final int PAGE = 50;

    private final AuditStore store;

    AuditController(AuditStore store) {
        this.store = store;
    }

    @Get
    HttpResponse<?> show(HttpRequest<?> request) {
        var query = request.getParameters().getFirst("q").orElse("").strip();
        var cursor = request.getParameters().getFirst("cursor").orElse("");
        var zone = Preferences.zone(request);
        var entries = store.page(before(cursor), query, PAGE);
        var rows = entries.stream()
                .map(entry -> new AdminPages.Changed(
                        When.full(entry.at(), zone),
                        entry.who(),
                        entry.origin(),
                        entry.place(),
                        entry.action(),
                        entry.details()))
                .toList();
        var next = entries.size() < PAGE
                ? Optional.<String>empty()
                : Optional.of("/admin/audit?q=" + AdminPages.escape(query) + "&cursor="
                        + entries.getLast().entry());
        var frame = Frame.of(request, "Audit", "audit");
        return Answers.html(
                Templates.render("admin/audit.jte", new AdminPages.Audit(frame, rows, query, next, cursor.isEmpty())));
    }

    private static long before(String cursor) {
        try {
            return cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("There is no such page.");
        }
    }
}
