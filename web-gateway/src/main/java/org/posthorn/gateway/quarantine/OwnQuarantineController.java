package org.posthorn.gateway.quarantine;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Shell;
import org.posthorn.gateway.page.Templates;

/// `/quarantine`: what is held of the viewer's own mail.
@Controller("/quarantine")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class OwnQuarantineController {
    private final QuarantineDesk desk;

    OwnQuarantineController(QuarantineDesk desk) {
        this.desk = desk;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        var listing = desk.page(request, place(request));
        return Answers.html(Templates.render("quarantine/own.jte", new OwnPage.List(shell(request), listing)));
    }

    @Get("/{message}")
    HttpResponse<?> one(HttpRequest<?> request, String message) {
        var one = desk.one(request, place(request), message);
        return Answers.html(Templates.render("quarantine/ownmessage.jte", new OwnPage.Message(shell(request), one)));
    }

    @Post("/{message}")
    HttpResponse<?> act(HttpRequest<?> request, String message, @Body byte[] body) {
        desk.act(request, place(request), message, Forms.read(request, body));
        return Answers.seeOther("/quarantine");
    }

    private static Shell shell(HttpRequest<?> request) {
        return Session.of(request).shell(request, "Quarantine", "quarantine");
    }

    private static QuarantinePages.Place place(HttpRequest<?> request) {
        return new QuarantinePages.Place(
                "/quarantine", false, Session.of(request).csrf());
    }
}
