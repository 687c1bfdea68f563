package org.posthorn.gateway.credit;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.posthorn.gateway.client.CreditsClient;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Templates;

/// `/credits`: the viewer's own balance and statement.
@Controller("/credits")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class OwnCreditsController {
    private static final int ROWS = 50;

    private final CreditsClient credits;
    private final CreditWords words;

    OwnCreditsController(CreditsClient credits, CreditWords words) {
        this.credits = credits;
        this.words = words;
    }

    @Get
    HttpResponse<?> page(HttpRequest<?> request) {
        var session = Session.of(request);
        var account = session.account().toString();
        var balance = credits.balance(account);
        var lines = credits.statement(account, request.getParameters().getFirst("cursor"), ROWS);
        var page = new CreditsPage(
                session.shell(request, "Credits", "credits"),
                Long.toString(balance.available()),
                words.price(session.account()),
                balance.reserved() == 0 ? "" : balance.reserved() + " more are reserved for messages under way.",
                balance.lowSince().isPresent(),
                Statement.of(lines, Preferences.zone(request), "/credits"));
        return Answers.html(Templates.render("credit/own.jte", page));
    }

    @Get("/statement.csv")
    HttpResponse<?> file(HttpRequest<?> request) {
        return Statement.file(
                credits.wholeStatement(Session.of(request).account().toString()));
    }
}
