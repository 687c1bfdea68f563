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
import org.posthorn.events.api.QueueApi.Group;
import org.posthorn.events.api.QueueApi.NewJob;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.gateway.admin.AdminPages.Bar;
import org.posthorn.gateway.admin.AdminPages.Counts;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.QueueClient;
import org.posthorn.gateway.client.QueueClient.Filter;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.mail.Amount;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.OneLine;
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
        var filter = new Filter(
                query.getFirst("domain").orElse("").strip(),
                query.getFirst("sender").orElse("").strip(),
                query.getFirst("site").orElse("").strip(),
                query.getFirst("state").orElse(""));
        var page = queue.rows(query.getFirst("cursor"), PAGE, filter);
        var now = Instant.now();
        var next = page.next().map(cursor -> "/admin/queue?cursor=" + AdminPages.escape(cursor) + filter.query());
        var rows = page.items().stream().map(row -> waiting(row, now)).toList();
        var frame = Frame.of(request, "Queue", "queue");
        var counts = List.of(
                counts("By site", "site", now),
                counts("By reason", "kind", now),
                counts("By age", "age", now),
                counts("By state", "state", now));
        return Answers.html(
                Templates.render("admin/queue.jte", new AdminPages.Queue(frame, rows, filter, next, counts)));
    }

    private Counts counts(String title, String by, Instant now) {
        var groups = queue.groups(by);
        var most = groups.stream().mapToLong(Group::recipients).max().orElse(1);
        var bars = groups.stream()
                .map(group -> new Bar(
                        group.name(),
                        by.equals("site") || by.equals("state")
                                ? "/admin/queue?" + by + "=" + AdminPages.escape(group.name())
                                : "",
                        group.recipients(),
                        most,
                        group.oldest().map(at -> When.distance(at, now)).orElse(""),
                        group.next().map(at -> When.coming(at, now)).orElse("when released")))
                .toList();
        return new Counts(title, bars);
    }

    @Post
    HttpResponse<?> act(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var action = form.text("do");
        var done = done(action);
        for (var selection : selections(form, Session.of(request).address())) {
            queue.act(action, selection);
        }
        return Answers.seeOther("/admin/queue?done=" + done);
    }

    private static String done(String action) {
        return switch (action) {
            case "flush", "requeue" -> "flushed";
            case "hold" -> "held";
            case "release" -> "released";
            case "delete" -> "deleted";
            default -> throw Refusal.badRequest("There is no such action.");
        };
    }

    /// All that match: says how many they are, and asks.
    @Post("/all")
    HttpResponse<?> all(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var action = form.text("do");
        done(action);
        var filter = filter(form);
        var selection = all(filter, Session.of(request).address());
        if (!form.text("sure").equals("yes")) {
            var matching = queue.count(selection).recipients();
            var frame = Frame.of(request, "Queue", "queue");
            return Answers.html(Templates.render(
                    "admin/queue-all.jte", new AdminPages.QueueAll(frame, action, words(filter), filter, matching)));
        }
        var job = queue.begin(new NewJob(action, selection, words(filter)));
        return Answers.seeOther("/admin/queue/jobs/" + job.id());
    }

    /// How far an action is; the page loads itself again until it is done.
    @Get("/jobs/{id}")
    HttpResponse<?> job(HttpRequest<?> request, long id) {
        var job = queue.job(id);
        var frame = Frame.of(request, "Queue", "queue");
        var page = Answers.html(Templates.render("admin/queue-job.jte", new AdminPages.QueueJob(frame, job)));
        return job.finished().isEmpty() ? page.header("Refresh", "1") : page;
    }

    private static Filter filter(Form form) {
        return new Filter(
                form.text("domain").strip(),
                form.text("sender").strip(),
                form.text("site").strip(),
                form.text("state"));
    }

    private static Selection all(Filter filter, String by) {
        return new Selection(
                List.of(),
                List.of(),
                present(filter.domain()),
                present(filter.sender()),
                present(filter.site()),
                present(filter.state()),
                true,
                by);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String words(Filter filter) {
        var words = present(filter.state()).map(state -> "all that is " + state).orElse("all")
                + present(filter.domain()).map(domain -> " for " + domain).orElse("")
                + present(filter.sender()).map(sender -> " from " + sender).orElse("")
                + present(filter.site()).map(site -> " at " + site).orElse("");
        return words.equals("all") ? "the whole queue" : words;
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
                OneLine.of(row.subject().orElse(""), "(no subject)"),
                row.site(),
                row.state(),
                tone,
                row.attempts(),
                row.reason(),
                row.lastReply().orElse(row.attempts() == 0 ? "Not tried yet." : "No server said anything."),
                row.nextAttempt().map(at -> When.coming(at, now)).orElse("when released"),
                When.distance(row.acceptedAt(), now),
                Amount.of(row.size()));
    }
}
