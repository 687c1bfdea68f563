package org.posthorn.gateway.admin;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.gateway.admin.AdminPages.Tile;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.client.IngressClient;
import org.posthorn.gateway.client.PolicyClient;
import org.posthorn.gateway.client.QueueClient;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.http.ServiceError;

/// `/admin`: how things are. A part that does not answer is said so; the page comes all the same.
@Controller
@ExecuteOn(TaskExecutors.VIRTUAL)
final class OverviewController {
    private final IngressClient ingress;
    private final AccountsClient accounts;
    private final QueueClient queue;
    private final PolicyClient policy;
    private final Health health;

    OverviewController(
            IngressClient ingress, AccountsClient accounts, QueueClient queue, PolicyClient policy, Health health) {
        this.ingress = ingress;
        this.accounts = accounts;
        this.queue = queue;
        this.policy = policy;
        this.health = health;
    }

    @Get("/admin")
    HttpResponse<?> overview(HttpRequest<?> request) {
        var tiles = new ArrayList<Tile>();
        var services = new ArrayList<Tile>();
        services.add(service("smtp-ingress", ingress::ready));
        services.add(service("mailbox-service", () -> {
            var domains = accounts.domains();
            long people = domains.stream().mapToLong(Domain::accounts).sum();
            tiles.add(new Tile("Accounts", Long.toString(people), "in all domains", "/admin/users", ""));
            tiles.add(new Tile("Domains", Integer.toString(domains.size()), "served here", "/admin/domains", ""));
        }));
        services.add(service("delivery-worker", () -> tiles.addAll(queueTiles())));
        services.add(service("policy-service", () -> policy.keys("localhost")));
        var report = health.report();
        report.parts()
                .forEach((name, condition) -> services.add(new Tile(
                        "gateway: " + name,
                        condition.well() ? "ok" : "not well",
                        condition.detail(),
                        "",
                        condition.well() ? "good" : "bad")));
        var frame = AdminPages.Frame.of(request, "Overview", "overview");
        return Answers.html(Templates.render("admin/overview.jte", new AdminPages.Overview(frame, tiles, services)));
    }

    private List<Tile> queueTiles() {
        var summary = queue.summary();
        return List.of(
                new Tile("Due now", Long.toString(summary.due()), "to be tried at once", "/admin/queue?state=due", ""),
                new Tile(
                        "Deferred",
                        Long.toString(summary.deferred()),
                        "tried again later",
                        "/admin/queue?state=deferred",
                        summary.deferred() > 0 ? "warn" : ""),
                new Tile(
                        "Held", Long.toString(summary.held()), "stopped by an operator", "/admin/queue?state=held", ""),
                new Tile(
                        "In doubt",
                        Long.toString(summary.inDoubt()),
                        "may have arrived",
                        "/admin/queue?state=in-doubt",
                        summary.inDoubt() > 0 ? "warn" : ""));
    }

    private static Tile service(String name, Runnable question) {
        return answers(() -> {
                    question.run();
                    return true;
                })
                ? new Tile(name, "ok", "answers", "", "good")
                : new Tile(name, "not well", "does not answer", "", "bad");
    }

    private static boolean answers(Supplier<Boolean> question) {
        try {
            return question.get();
        } catch (ServiceError.Unavailable | ServiceError.Failed e) {
            return false;
        } catch (ServiceError.Refused e) {
            return true;
        }
    }
}
