package org.posthorn.gateway.admin;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.QueueClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.mail.Amount;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;

/// `/admin/queue`: mail that waits for other servers, always with the reason and the next attempt.
@Controller("/admin/queue")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class QueueController {
    private static final int PAGE = 50;

    private final QueueClient queue;

    QueueController(QueueClient queue) {
        this.queue = queue;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        var query = request.getParameters();
        var domain = query.getFirst("domain").orElse("").strip();
        var state = query.getFirst("state").orElse("");
        var page = queue.rows(query.getFirst("cursor"), PAGE, domain, state);
        var now = Instant.now();
        var next = page.next()
                .map(cursor -> "/admin/queue?domain=" + AdminPages.escape(domain) + "&state=" + AdminPages.escape(state)
                        + "&cursor=" + AdminPages.escape(cursor));
        var summary = queue.summary();
        var words = summary.due() + " due · " + summary.deferred() + " deferred · " + summary.held() + " held · "
                + summary.inDoubt() + " in doubt";
        var rows = page.items().stream().map(row -> waiting(row, now)).toList();
        var frame = Frame.of(request, "Queue", "queue");
        return Answers.html(
                Templates.render("admin/queue.jte", new AdminPages.Queue(frame, rows, domain, state, next, words)));
    }

    @Post
    HttpResponse<?> act(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var action = form.text("do");
        var done = switch (action) {
            case "flush" -> "flushed";
            case "hold" -> "held";
            case "release" -> "released";
            case "delete" -> "deleted";
            default -> throw Refusal.badRequest("There is no such action.");
        };
        for (var selection : selections(form, Session.of(request).address())) {
            queue.act(action, selection);
        }
        return Answers.seeOther("/admin/queue?done=" + done);
    }

    /// Each ticked row is one recipient of one message.
    private static List<Selection> selections(Form form, String by) {
        var selections = new ArrayList<Selection>();
        for (var row : form.texts("row")) {
            int space = row.indexOf(' ');
            if (space < 0) {
                throw Refusal.badRequest("The form cannot be read.");
            }
            try {
                selections.add(new Selection(
                        List.of(MessageId.of(row.substring(0, space))),
                        List.of(row.substring(space + 1)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        by));
            } catch (IllegalArgumentException e) {
                throw Refusal.badRequest("The form cannot be read.");
            }
        }
        return selections;
    }

    private static AdminPages.Waiting waiting(QueuedRow row, Instant now) {
        var tone = switch (row.state()) {
            case "deferred", "in-doubt" -> "warn";
            case "held" -> "bad";
            default -> "good";
        };
        return new AdminPages.Waiting(
                row.messageId().value(),
                row.recipient(),
                row.sender().isEmpty() ? "<> (a notification)" : row.sender(),
                row.subject().orElse("(no subject)"),
                row.state(),
                tone,
                row.attempts(),
                row.reason(),
                row.lastReply().orElse("No server has answered yet."),
                row.nextAttempt().map(at -> When.distance(at, now)).orElse("when released"),
                When.distance(row.acceptedAt(), now),
                Amount.of(row.size()));
    }
}
