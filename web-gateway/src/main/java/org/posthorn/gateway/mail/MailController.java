package org.posthorn.gateway.mail;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Templates;

/// The mail pages. Each address is a whole page; htmx asks the same addresses for the part that changes.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class MailController {
    private final MailPages pages;
    private final MailActions actions;

    MailController(MailPages pages, MailActions actions) {
        this.pages = pages;
        this.actions = actions;
    }

    @Get("/mail")
    HttpResponse<?> mail() {
        return Answers.seeOther("/mail/inbox");
    }

    /// A folder; `#list` alone for htmx.
    @Get("/mail/{folder}")
    HttpResponse<?> folder(HttpRequest<?> request, String folder) {
        var query = request.getParameters();
        var view = query.getFirst("view").orElse("all");
        var asked = new MailPages.Asked(Session.of(request), folder, query.getFirst("cursor"), view);
        if (Answers.isFragment(request, "list")) {
            return Answers.html(
                    Templates.render("mail/list.jte", pages.list(request, asked, 0)),
                    Templates.render("mail/navswap.jte", pages.nav(asked)));
        }
        var undo = query.getFirst("undo").orElse("");
        var toast = query.getFirst("done")
                .map(text -> actions.toast(asked.session(), text, undo))
                .orElse(Toast.NONE);
        return Answers.html(Templates.render("mail/page.jte", pages.page(request, asked, toast)));
    }

    /// The folder's count badges, after a change that the page heard of.
    @Get("/mail/{folder}/nav")
    HttpResponse<?> nav(HttpRequest<?> request, String folder) {
        var asked = new MailPages.Asked(Session.of(request), folder, Optional.empty(), "all");
        return Answers.html(Templates.render("mail/nav.jte", pages.nav(asked)));
    }

    /// A conversation; `#reader` alone for htmx.
    @Get("/mail/{folder}/t/{thread}")
    HttpResponse<?> thread(
            HttpRequest<?> request, String folder, long thread, @QueryValue("m") Optional<Long> message) {
        var query = request.getParameters();
        var asked = new MailPages.Asked(Session.of(request), folder, Optional.empty(), "all");
        var open = new MailPages.Open(
                thread,
                message.orElse(0L),
                query.contains("img"),
                query.getFirst("as").filter("text"::equals).isPresent());
        if (Answers.isFragment(request, "reader")) {
            var reader = pages.reader(request, asked, open);
            return Answers.html(
                    Templates.render("mail/reader.jte", reader),
                    Templates.render("mail/navswap.jte", pages.nav(asked)));
        }
        return Answers.html(Templates.render("mail/page.jte", pages.page(request, asked, open)));
    }

    /// Does something to the ticked messages, or to the open one.
    @Post("/mail/{folder}/act")
    HttpResponse<?> act(HttpRequest<?> request, String folder, @Body byte[] body) {
        var form = Forms.read(request, body);
        var session = Session.of(request);
        var asked = new MailPages.Asked(session, folder, Optional.empty(), view(form.text("view")));
        var done = actions.act(session, Action.of(form.text("do")), form.numbers("id"));
        if (Answers.isFragment(request)) {
            return listAnswer(request, asked, new Toast(done.text(), done.undo(), session.csrf()));
        }
        return Answers.seeOther("/mail/" + escape(folder) + "?view=" + asked.view() + "&done=" + escape(done.code())
                + "&undo=" + done.undo());
    }

    /// Takes an action back.
    @Post("/u/{token}")
    HttpResponse<?> undo(HttpRequest<?> request, String token, @Body byte[] body) {
        var form = Forms.read(request, body);
        var session = Session.of(request);
        actions.undo(session, Undo.of(token));
        var folder = form.text("folder").isEmpty() ? "inbox" : form.text("folder");
        var asked = new MailPages.Asked(session, folder, Optional.empty(), view(form.text("view")));
        if (Answers.isFragment(request)) {
            return listAnswer(request, asked, new Toast("Undone.", "", session.csrf()));
        }
        return Answers.seeOther("/mail/" + escape(folder));
    }

    private HttpResponse<?> listAnswer(HttpRequest<?> request, MailPages.Asked asked, Toast toast) {
        return Answers.html(
                Templates.render("mail/list.jte", pages.list(request, asked, 0)),
                Templates.render("mail/navswap.jte", pages.nav(asked)),
                Templates.render("mail/toastswap.jte", toast));
    }

    private static String view(String view) {
        return view.isEmpty() ? "all" : view;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
