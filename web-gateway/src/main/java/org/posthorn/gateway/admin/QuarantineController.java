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
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Templates;
import org.posthorn.gateway.quarantine.QuarantineDesk;
import org.posthorn.gateway.quarantine.QuarantinePages.Place;
import org.posthorn.runtime.http.ServiceError;

/// `/admin/quarantine`: everything that is held.
@Controller("/admin/quarantine")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class QuarantineController {
    private static final String HERE = "/admin/quarantine";

    private final QuarantineDesk desk;

    QuarantineController(QuarantineDesk desk) {
        this.desk = desk;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        var page = new AdminPages.Quarantine(frame(request), desk.page(request, place(request)));
        return Answers.html(Templates.render("admin/quarantine.jte", page));
    }

    @Get("/{message}")
    HttpResponse<?> one(HttpRequest<?> request, String message) {
        return one(request, HttpStatus.OK, frame(request), message);
    }

    private HttpResponse<?> one(HttpRequest<?> request, HttpStatus status, Frame frame, String message) {
        var page = new AdminPages.HeldMessage(frame, desk.one(request, place(request), message));
        return Answers.html(status, Templates.render("admin/held.jte", page));
    }

    @Post("/{message}")
    HttpResponse<?> act(HttpRequest<?> request, String message, @Body byte[] body) {
        var form = Forms.read(request, body);
        try {
            return Answers.seeOther(HERE + "?done=" + desk.act(request, place(request), message, form));
        } catch (ServiceError.Refused e) {
            var frame = frame(request).failed(String.valueOf(e.getMessage()));
            return one(request, HttpStatus.UNPROCESSABLE_ENTITY, frame, message);
        }
    }

    private static Frame frame(HttpRequest<?> request) {
        return Frame.of(request, "Quarantine", "quarantine");
    }

    private static Place place(HttpRequest<?> request) {
        return new Place(HERE, true, Session.of(request).csrf());
    }
}
