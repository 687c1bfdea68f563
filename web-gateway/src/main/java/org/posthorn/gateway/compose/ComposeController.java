package org.posthorn.gateway.compose;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.gateway.settings.PreferenceStore;
import org.posthorn.runtime.http.Refusal;

/// The page on which mail is written. Without JavaScript its buttons are plain submits; with it, the same form is saved
/// in the background.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class ComposeController {
    private final MailClient mail;
    private final Drafts drafts;
    private final Outbound outbound;
    private final PreferenceStore preferences;

    ComposeController(MailClient mail, Drafts drafts, Outbound outbound, PreferenceStore preferences) {
        this.preferences = preferences;
        this.mail = mail;
        this.drafts = drafts;
        this.outbound = outbound;
    }

    @Get("/compose")
    HttpResponse<?> blank(
            HttpRequest<?> request,
            @QueryValue("to") Optional<String> to,
            @QueryValue("reply") Optional<Long> reply,
            @QueryValue("mode") Optional<String> mode) {
        var session = Session.of(request);
        if (reply.isEmpty()) {
            var fields = Prefill.Fields.to(to.orElse("")).signed(preferences.signature(session.account()));
            var form = new ComposeForm("", key(), "", "", session.address(), fields);
            return page(request, "New message", form.written(Preferences.formatted(request)), List.of());
        }
        var message = message(session, reply.get());
        var manner = new Prefill.Manner(Preferences.zone(request), Preferences.formatted(request));
        var kind = mode.orElse("reply");
        var fields = kind.equals("forward")
                ? Prefill.forward(message, manner)
                : Prefill.reply(message, kind.equals("all"), own(session), manner);
        var signed = fields.signed(preferences.signature(session.account()));
        var form = new ComposeForm("", key(), Long.toString(reply.get()), kind, session.address(), signed);
        return page(request, kind.equals("forward") ? "Forward" : "Reply", form, List.of());
    }

    /// Goes on with a draft.
    @Get("/compose/{draft}")
    HttpResponse<?> reopened(HttpRequest<?> request, long draft) {
        var session = Session.of(request);
        var message = message(session, draft);
        var from = message.from().isEmpty()
                ? session.address()
                : message.from().getFirst().address();
        var form = new ComposeForm(Long.toString(draft), key(), "", "", from, Prefill.draft(message));
        return page(request, "Draft", form, List.of());
    }

    @Post("/compose")
    HttpResponse<?> submit(HttpRequest<?> request, @Body byte[] body) {
        var fields = Forms.read(request, body);
        var form = ComposeForm.of(fields);
        var action = fields.text("do");
        if (action.equals("discard")) {
            return discard(request, form);
        }
        if (action.equals("save")) {
            return save(request, form, fields);
        }
        if (action.startsWith("format:")) {
            return write(request, form, action.equals("format:rich"));
        }
        if (action.startsWith("remove:")) {
            return save(request, form.without(action.substring("remove:".length())), fields);
        }
        return send(request, form, fields);
    }

    /// The same page for formatted or plain text, and so from now on in this browser.
    private HttpResponse<?> write(HttpRequest<?> request, ComposeForm form, boolean formatted) {
        var title = form.reply().isEmpty() ? "New message" : form.mode().equals("forward") ? "Forward" : "Reply";
        return page(request, title, form.written(formatted), List.of())
                .header(HttpHeaders.SET_COOKIE, Preferences.set("format", formatted ? "rich" : ""));
    }

    private HttpResponse<?> send(HttpRequest<?> request, ComposeForm form, Form fields) {
        var session = Session.of(request);
        var draft = drafts.read(session, form, fields.uploads());
        if (draft.mistakes().isEmpty()) {
            switch (outbound.send(session, form.key(), draft.draft())) {
                case Outbound.Result.Sent() -> {
                    drafts.finish(session, form);
                    return Answers.seeOther("/mail/inbox?done=sent");
                }
                case Outbound.Result.NotSent(var mistakes) -> {
                    return refused(request, form, fields, mistakes);
                }
            }
        }
        return refused(request, form, fields, draft.mistakes());
    }

    /// The page again with what is wrong; files that came with it are kept in the draft.
    private HttpResponse<?> refused(HttpRequest<?> request, ComposeForm form, Form fields, List<String> mistakes) {
        var kept = fields.uploads().isEmpty() ? form : drafts.save(Session.of(request), form, fields.uploads());
        return page(request, "New message", kept, mistakes);
    }

    private HttpResponse<?> save(HttpRequest<?> request, ComposeForm form, Form fields) {
        var session = Session.of(request);
        var saved = drafts.save(session, form, fields.uploads());
        if (!"background".equals(request.getHeaders().get("X-Save"))) {
            return Answers.seeOther("/compose/" + saved.draft());
        }
        var attached = Templates.render("compose/attached.jte", composed(request, "", saved, List.of()));
        return Answers.html(attached).header("X-Draft", saved.draft());
    }

    private HttpResponse<?> discard(HttpRequest<?> request, ComposeForm form) {
        drafts.discard(Session.of(request), form);
        return Answers.seeOther("/mail/inbox");
    }

    private MutableHttpResponse<?> page(HttpRequest<?> request, String title, ComposeForm form, List<String> mistakes) {
        var page = composed(request, title, form, mistakes);
        return Answers.html(
                mistakes.isEmpty() ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_ENTITY,
                Templates.render("compose/page.jte", page));
    }

    private ComposePage composed(HttpRequest<?> request, String title, ComposeForm form, List<String> mistakes) {
        var session = Session.of(request);
        var fields = form.fields();
        return new ComposePage(
                session.shell(request, title, "compose"),
                title,
                form.draft(),
                form.key(),
                form.reply(),
                form.mode(),
                sendsAs(session),
                fields.to(),
                fields.cc(),
                fields.bcc(),
                fields.subject(),
                fields.text(),
                fields.html(),
                fields.inReplyTo().orElse(""),
                String.join(" ", fields.references()),
                drafts.attached(session, fields.keep()),
                outbound.cost(session),
                mistakes,
                drafts.limit(),
                drafts.most());
    }

    /// What stands in the From list: a whole domain that was granted is no address.
    private static List<String> sendsAs(Session session) {
        var addresses = session.addresses().stream()
                .filter(address -> !address.startsWith("*@"))
                .toList();
        return addresses.isEmpty() ? List.of(session.address()) : addresses;
    }

    private MessageView message(Session session, long id) {
        return mail.message(session.account(), id).orElseThrow(() -> Refusal.notFound("That message is gone."));
    }

    private static Set<String> own(Session session) {
        var own = new HashSet<String>();
        own.add(session.address().toLowerCase(Locale.ROOT));
        session.addresses().forEach(address -> own.add(address.toLowerCase(Locale.ROOT)));
        return own;
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
