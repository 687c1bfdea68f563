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
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.SuppressionApi.NewSuppression;
import org.posthorn.events.api.SuppressionApi.Suppression;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.PolicyClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/admin/suppression`: addresses that nothing is sent to, why, and until when.
@Controller("/admin/suppression")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
public final class SuppressionController {
    private static final int PAGE = 50;

    private final PolicyClient policy;

    SuppressionController(PolicyClient policy) {
        this.policy = policy;
    }

    /// The page.
    ///
    /// @param query a part of an address
    /// @param first whether this is the first page
    public record Suppressed(Frame frame, String query, List<Entry> rows, Optional<String> next, boolean first) {}

    /// One address.
    ///
    /// @param tone of its kind
    public record Entry(Suppression entry, String tone, String since, String until) {}

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        return page(request, HttpStatus.OK, Frame.of(request, "Suppression", "suppression"));
    }

    @Post
    HttpResponse<?> change(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        try {
            return switch (form.text("do")) {
                case "add" -> {
                    policy.suppress(wanted(form, Session.of(request).address()));
                    yield Answers.seeOther("/admin/suppression?done=added");
                }
                case "remove" -> {
                    policy.unsuppress(form.text("domain"), form.text("address"));
                    yield Answers.seeOther("/admin/suppression?done=deleted");
                }
                default -> throw Refusal.badRequest("There is no such action.");
            };
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, "Suppression", "suppression").failed(String.valueOf(e.getMessage()));
            return page(request, HttpStatus.UNPROCESSABLE_ENTITY, frame);
        }
    }

    private static NewSuppression wanted(Form form, String by) {
        var days = form.text("days").strip();
        if (!days.isEmpty() && !days.matches("[0-9]{1,5}")) {
            throw Refusal.badRequest("The days are a number.");
        }
        var domain = form.text("domain").strip();
        return new NewSuppression(
                domain.isEmpty() ? "*" : domain,
                form.text("address").strip(),
                form.text("reason").isBlank() ? "Added in the console" : form.text("reason"),
                days.isEmpty() ? Optional.empty() : Optional.of(Integer.parseInt(days)),
                by);
    }

    private HttpResponse<?> page(HttpRequest<?> request, HttpStatus status, Frame frame) {
        var query = request.getParameters().getFirst("q").orElse("").strip();
        var cursor = request.getParameters().getFirst("cursor").filter(at -> !at.isEmpty());
        var now = Instant.now();
        var found = policy.suppressions(cursor, PAGE, query);
        var rows = found.items().stream().map(entry -> entry(entry, now)).toList();
        var next = found.next()
                .map(at -> "/admin/suppression?q=" + AdminPages.escape(query) + "&cursor=" + AdminPages.escape(at));
        var page = new Suppressed(frame, query, rows, next, cursor.isEmpty());
        return Answers.html(status, Templates.render("admin/suppression.jte", page));
    }

    private static Entry entry(Suppression entry, Instant now) {
        var tone = entry.kind().equals("complaint") ? "bad" : entry.kind().equals("hard-bounce") ? "warn" : "";
        return new Entry(
                entry,
                tone,
                When.distance(entry.at(), now),
                entry.expires().map(end -> When.distance(end, now)).orElse("for ever"));
    }
}
