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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.api.LimitApi;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.LimitsClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/admin/limits`: how much clients, senders and accounts may do, and who does the most at the moment.
@Controller("/admin/limits")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class LimitsController {
    private static final int TOP = 10;

    private final LimitsClient limits;

    LimitsController(LimitsClient limits) {
        this.limits = limits;
    }

    @Get
    HttpResponse<?> show(HttpRequest<?> request) {
        return show(request, Optional.empty());
    }

    private HttpResponse<?> show(HttpRequest<?> request, Optional<String> error) {
        var overview = limits.overview(TOP);
        var now = Instant.now();
        var frame = Frame.of(request, "Limits", "limits");
        var page = new LimitPages.Limits(
                error.map(frame::failed).orElse(frame),
                overview.limits().stream()
                        .map(limit ->
                                new LimitPages.Limit(limit.name(), LimitPages.number(limit.number()), limit.setting()))
                        .toList(),
                overview.own().stream().map(LimitPages.Own::of).toList(),
                overview.talkers().stream()
                        .map(talker -> LimitPages.Busy.of(talker, now))
                        .toList());
        return Answers.html(
                error.isPresent() ? HttpStatus.UNPROCESSABLE_ENTITY : HttpStatus.OK,
                Templates.render("admin/limits.jte", page));
    }

    @Post
    HttpResponse<?> change(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var subject = form.text("subject").strip();
        try {
            switch (form.text("do")) {
                case "set" -> {
                    var by = Session.of(request).address();
                    limits.put(new LimitApi.NewOwn(subject, numbers(form), by));
                }
                case "remove" -> limits.remove(subject);
                default -> throw Refusal.badRequest("There is no such action.");
            }
        } catch (ServiceError.Refused e) {
            return show(request, Optional.of(String.valueOf(e.getMessage())));
        }
        return Answers.seeOther("/admin/limits?done=" + (form.text("do").equals("remove") ? "removed" : "changed"));
    }

    /// One field for each limit; what is empty stays as it is for everybody.
    private Map<String, Long> numbers(Form form) {
        var numbers = new HashMap<String, Long>();
        for (var limit : limits.overview(0).limits()) {
            var text = form.text(limit.name()).strip();
            if (!text.isEmpty()) {
                try {
                    numbers.put(limit.name(), Long.parseLong(text));
                } catch (NumberFormatException e) {
                    throw Refusal.badRequest("A limit is a number, or -1 for none.");
                }
            }
        }
        return numbers;
    }
}
