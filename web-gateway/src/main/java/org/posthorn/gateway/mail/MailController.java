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
import java.util.Optional;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;

/// The mail pages. Each address is a whole page; htmx asks the same addresses for the part that changes.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class MailController {
    /// What an address may carry; a longer way back is lost without JavaScript.
    private static final int LONGEST_TOKEN = 4_000;

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

    /// What the search box and the fields below it ask for: as one query, so that its address can be kept.
    @Get("/search")
    HttpResponse<?> search(HttpRequest<?> request) {
        var fields = request.getParameters();
        var query = SearchFields.query(fields.getFirst("q").orElse(""), fields::getFirst);
        return Answers.seeOther("/mail/search?q=" + Asked.escape(query));
    }

    /// A folder, or what a search found; `#list` alone for htmx.
    @Get("/mail/{folder}")
    HttpResponse<?> folder(HttpRequest<?> request, String folder) {
        var asked = asked(request, folder);
        if (Answers.isFragment(request, "list")) {
            return Answers.html(
                    Templates.render("mail/list.jte", pages.list(request, asked)),
                    Templates.render("mail/navswap.jte", pages.nav(asked)));
        }
        var query = request.getParameters();
        var undo = query.getFirst("undo").orElse("");
        var toast = query.getFirst("done")
                .map(text -> actions.toast(asked, text, undo))
                .orElse(Toast.NONE);
        return Answers.html(Templates.render("mail/page.jte", pages.page(request, asked, toast)));
    }

    /// The folder's count badges, after a change that the page heard of.
    @Get("/mail/{folder}/nav")
    HttpResponse<?> nav(HttpRequest<?> request, String folder) {
        return Answers.html(Templates.render("mail/nav.jte", pages.nav(asked(request, folder))));
    }

    /// A conversation; `#reader` alone for htmx.
    @Get("/mail/{folder}/t/{thread}")
    HttpResponse<?> thread(
            HttpRequest<?> request, String folder, long thread, @QueryValue("m") Optional<Long> message) {
        var query = request.getParameters();
        var asked = asked(request, folder);
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

    /// Does something to what is ticked, to all of the folder, or to what is open.
    @Post("/mail/{folder}/act")
    HttpResponse<?> act(HttpRequest<?> request, String folder, @Body byte[] body) {
        var form = Forms.read(request, body);
        var asked = asked(request, folder, form);
        var chosen = new MailActions.Chosen(
                form.numbers("id"), form.numbers("thread"), form.text("scope").equals("all"));
        var what = form.text("do");
        var done = what.equals(Action.EMPTY) ? actions.emptyTrash(asked) : actions.act(asked, Action.of(what), chosen);
        if (Answers.isFragment(request)) {
            return listAnswer(request, asked, Toast.of(done, asked));
        }
        var undo = done.undo().length() > LONGEST_TOKEN ? "" : done.undo();
        return back(asked, "done=" + Asked.escape(done.code()) + "&undo=" + undo);
    }

    /// Takes an action back.
    @Post("/u")
    HttpResponse<?> undo(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var folder = form.text("folder").isEmpty() ? "inbox" : form.text("folder");
        var asked = asked(request, folder, form);
        actions.undo(asked.session(), Undo.of(form.text("undo")));
        if (Answers.isFragment(request)) {
            return listAnswer(request, asked, Toast.plain("Undone."));
        }
        return back(asked, "done=undone");
    }

    private static HttpResponse<?> back(Asked asked, String more) {
        var href = asked.here();
        return Answers.seeOther(href + (href.contains("?") ? "&" : "?") + more);
    }

    private HttpResponse<?> listAnswer(HttpRequest<?> request, Asked asked, Toast toast) {
        return Answers.html(
                Templates.render("mail/list.jte", pages.list(request, asked)),
                Templates.render("mail/navswap.jte", pages.nav(asked)),
                Templates.render("mail/toastswap.jte", toast));
    }

    private static Asked asked(HttpRequest<?> request, String folder) {
        var query = request.getParameters();
        return new Asked(
                Session.of(request),
                folder,
                query.getFirst("cursor"),
                query.getFirst("view").orElse("all"),
                query.getFirst("q").orElse(""),
                Preferences.grouped(request));
    }

    private static Asked asked(HttpRequest<?> request, String folder, Form form) {
        return new Asked(
                Session.of(request),
                folder,
                Optional.of(form.text("cursor")).filter(cursor -> !cursor.isEmpty()),
                form.text("view").isEmpty() ? "all" : form.text("view"),
                form.text("q"),
                Preferences.grouped(request));
    }
}
