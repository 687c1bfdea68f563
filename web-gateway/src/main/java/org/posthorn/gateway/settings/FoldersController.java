package org.posthorn.gateway.settings;

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
import java.util.Comparator;
import java.util.List;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Templates;
import org.posthorn.gateway.settings.SettingsPages.Frame;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/folders`: folders are made, renamed and deleted.
@Controller("/folders")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class FoldersController {
    private final MailClient mail;

    FoldersController(MailClient mail) {
        this.mail = mail;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        return list(request, HttpStatus.OK, Frame.of(request, "Folders", "folders"));
    }

    private HttpResponse<?> list(HttpRequest<?> request, HttpStatus status, Frame frame) {
        var folders = mail.folders(Session.of(request).account());
        var special =
                folders.stream().filter(folder -> folder.use().isPresent()).toList();
        List<Folder> own = folders.stream()
                .filter(folder -> folder.use().isEmpty())
                .sorted(Comparator.comparing(Folder::name, String.CASE_INSENSITIVE_ORDER))
                .toList();
        return Answers.html(
                status, Templates.render("settings/folders.jte", new SettingsPages.Folders(frame, special, own)));
    }

    @Post
    HttpResponse<?> change(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var account = Session.of(request).account();
        var name = form.text("name").strip();
        try {
            return switch (form.text("do")) {
                case "create" -> {
                    mail.createFolder(account, name);
                    yield Answers.seeOther("/folders?done=made");
                }
                case "rename" -> {
                    mail.renameFolder(account, number(form.text("folder")), name);
                    yield Answers.seeOther("/folders?done=saved");
                }
                case "delete" -> {
                    mail.deleteFolder(account, number(form.text("folder")));
                    yield Answers.seeOther("/folders?done=deleted");
                }
                default -> throw Refusal.badRequest("There is no such action.");
            };
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, "Folders", "folders").failed(String.valueOf(e.getMessage()));
            return list(request, HttpStatus.UNPROCESSABLE_ENTITY, frame);
        }
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw Refusal.badRequest("The form cannot be read.");
        }
        return Long.parseLong(text);
    }
}
