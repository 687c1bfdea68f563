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
import java.util.Locale;
import java.util.UUID;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.events.api.CreditApi.Order;
import org.posthorn.events.api.CreditApi.Price;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.CreditsClient;
import org.posthorn.gateway.credit.Statement;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/admin/credits`: balances, top-ups, adjustments, prices.
@Controller("/admin/credits")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class CreditsController {
    private static final int ROWS = 50;
    private static final String HERE = "/admin/credits";

    private final CreditsClient credits;

    CreditsController(CreditsClient credits) {
        this.credits = credits;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        return list(request, HttpStatus.OK, Frame.of(request, "Credits", "credits"));
    }

    private HttpResponse<?> list(HttpRequest<?> request, HttpStatus status, Frame frame) {
        var parameters = request.getParameters();
        boolean low = parameters.getFirst("low").filter("true"::equals).isPresent();
        var page = credits.balances(parameters.getFirst("cursor"), low, ROWS);
        var next = page.next().map(cursor -> HERE + "?low=" + low + "&cursor=" + AdminPages.escape(cursor));
        var overview = new CreditPages.Overview(
                frame,
                page.items().stream().map(CreditPages.Holder::new).toList(),
                low,
                next,
                credits.prices(),
                credits.verification());
        return Answers.html(status, Templates.render("admin/credits.jte", overview));
    }

    /// Finds an account, or changes a price.
    @Post
    HttpResponse<?> act(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        try {
            return switch (form.text("do")) {
                case "find" ->
                    Answers.seeOther(HERE + "/"
                            + credits.balance(form.text("account").strip()).account());
                case "price" -> {
                    credits.setPrice(new Price(form.text("domain").strip(), amount(form), per(form)));
                    yield Answers.seeOther(HERE + "?done=changed");
                }
                case "price-delete" -> {
                    credits.deletePrice(form.text("domain"));
                    yield Answers.seeOther(HERE + "?done=deleted");
                }
                default -> throw Refusal.badRequest("There is no such action.");
            };
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, "Credits", "credits").failed(String.valueOf(e.getMessage()));
            return list(request, HttpStatus.UNPROCESSABLE_ENTITY, frame);
        }
    }

    @Get("/{account}")
    HttpResponse<?> one(HttpRequest<?> request, long account) {
        return one(request, HttpStatus.OK, Frame.of(request, "Credits", "credits"), account);
    }

    private HttpResponse<?> one(HttpRequest<?> request, HttpStatus status, Frame frame, long account) {
        var name = Long.toString(account);
        var holder = new CreditPages.Holder(credits.balance(name));
        var lines = credits.statement(name, request.getParameters().getFirst("cursor"), ROWS);
        var statement = Statement.of(lines, Preferences.zone(request), holder.href());
        var detail = new CreditPages.Detail(frame, holder, UUID.randomUUID().toString(), statement);
        return Answers.html(status, Templates.render("admin/credit.jte", detail));
    }

    @Post("/{account}")
    HttpResponse<?> order(HttpRequest<?> request, long account, @Body byte[] body) {
        var form = Forms.read(request, body);
        var name = Long.toString(account);
        var order = new Order(
                amount(form), form.text("reason").strip(), Session.of(request).address(), form.text("key"));
        try {
            switch (form.text("do")) {
                case "add" -> credits.add(name, order);
                case "adjust" -> credits.adjust(name, order);
                default -> throw Refusal.badRequest("There is no such action.");
            }
            return Answers.seeOther(HERE + "/" + account + "?done=changed");
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, "Credits", "credits").failed(String.valueOf(e.getMessage()));
            return one(request, HttpStatus.UNPROCESSABLE_ENTITY, frame, account);
        }
    }

    @Get("/{account}/statement.csv")
    HttpResponse<?> file(long account) {
        return Statement.file(credits.wholeStatement(Long.toString(account)));
    }

    private static long amount(Form form) {
        try {
            return Long.parseLong(form.text("credits").strip());
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("Credits are a whole number.");
        }
    }

    private static Per per(Form form) {
        return form.text("per").toLowerCase(Locale.ROOT).equals("recipient") ? Per.RECIPIENT : Per.MESSAGE;
    }
}
