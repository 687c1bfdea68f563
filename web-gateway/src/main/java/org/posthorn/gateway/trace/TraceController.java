package org.posthorn.gateway.trace;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.posthorn.events.MessageId;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Shell;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;

/// `/admin/trace`: every message, accepted or refused; `/trace`: the same for a person's own mail.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
public final class TraceController {
    private static final String ADMIN = "/admin/trace";
    private static final String OWN = "/trace";

    private final TracePages pages;

    TraceController(TracePages pages) {
        this.pages = pages;
    }

    /// The console's list.
    public record AdminList(Frame frame, TracePages.Hits hits) {}

    /// One message in the console.
    public record AdminStory(Frame frame, TracePages.Story story) {}

    /// A person's list.
    public record OwnList(Shell shell, TracePages.Hits hits) {}

    /// One message of a person.
    public record OwnStory(Shell shell, TracePages.Story story) {}

    @Get(ADMIN)
    HttpResponse<?> list(HttpRequest<?> request) {
        var named = TracePages.named(request);
        if (named.isPresent()) {
            return Answers.seeOther(ADMIN + "/" + named.get());
        }
        var hits = pages.list(request, Scope.ALL);
        if (Answers.isFragment(request, "hits")) {
            return Answers.html(Templates.render("trace/hits.jte", hits));
        }
        var frame = Frame.of(request, "Trace", "trace");
        return Answers.html(Templates.render("trace/admin-list.jte", new AdminList(frame, hits)));
    }

    @Get(ADMIN + "/{id}")
    HttpResponse<?> story(HttpRequest<?> request, String id) {
        var story = pages.story(request, id(id), Scope.ALL);
        if (Answers.isFragment(request, "story")) {
            return Answers.html(Templates.render("trace/story.jte", story));
        }
        var frame = Frame.of(request, "Trace of " + story.title(), "trace");
        return Answers.html(Templates.render("trace/admin-story.jte", new AdminStory(frame, story)));
    }

    @Get(OWN)
    HttpResponse<?> ownList(HttpRequest<?> request) {
        var session = Session.of(request);
        var hits = pages.list(request, Scope.of(session.account()));
        if (Answers.isFragment(request, "hits")) {
            return Answers.html(Templates.render("trace/hits.jte", hits));
        }
        var shell = session.shell(request, "Delivery of your mail", "trace");
        return Answers.html(Templates.render("trace/own-list.jte", new OwnList(shell, hits)));
    }

    @Get(OWN + "/{id}")
    HttpResponse<?> ownStory(HttpRequest<?> request, String id) {
        var session = Session.of(request);
        var story = pages.story(request, id(id), Scope.of(session.account()));
        if (Answers.isFragment(request, "story")) {
            return Answers.html(Templates.render("trace/story.jte", story));
        }
        var shell = session.shell(request, "Delivery of " + story.title(), "trace");
        return Answers.html(Templates.render("trace/own-story.jte", new OwnStory(shell, story)));
    }

    /// What became of a message, as its copy in Sent shows it.
    @Get(OWN + "/{id}/delivery")
    HttpResponse<?> ownDelivery(HttpRequest<?> request, String id) {
        var account = Session.of(request).account();
        var delivery = pages.delivery(account, id(id), Preferences.zone(request));
        return Answers.html(Templates.render("mail/delivery.jte", delivery));
    }

    static MessageId id(String text) {
        return TracePages.id(text).orElseThrow(() -> Refusal.notFound("That is no message id."));
    }
}
