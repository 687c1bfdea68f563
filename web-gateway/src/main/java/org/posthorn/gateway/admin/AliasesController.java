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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.events.api.AccountApi.Alias;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// `/admin/aliases`: addresses that lead to other addresses, here or elsewhere.
@Controller("/admin/aliases")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
public final class AliasesController {
    private static final int PAGE = 100;
    private static final Alias NEW = new Alias("", List.of());

    private final AccountsClient accounts;

    AliasesController(AccountsClient accounts) {
        this.accounts = accounts;
    }

    /// The page.
    ///
    /// @param domain whose aliases; empty for all
    /// @param edited what the form below begins with
    /// @param first whether this is the first page of them
    public record Aliases(
            Frame frame,
            List<String> domains,
            String domain,
            String query,
            List<Alias> rows,
            Optional<String> next,
            boolean first,
            Alias edited) {}

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        var frame = Frame.of(request, "Aliases", "aliases");
        var wanted = request.getParameters().getFirst("edit").orElse("");
        var edited = wanted.isEmpty() ? NEW : find(wanted);
        return page(request, HttpStatus.OK, frame, edited);
    }

    @Post
    HttpResponse<?> change(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var typed = new Alias(form.text("address").strip().toLowerCase(Locale.ROOT), targets(form));
        var here = "/admin/aliases?domain="
                + AdminPages.escape(typed.address().substring(typed.address().lastIndexOf('@') + 1));
        try {
            return switch (form.text("do")) {
                case "put" -> {
                    accounts.putAlias(typed);
                    yield Answers.seeOther(here + "&done=changed");
                }
                case "delete" -> {
                    accounts.deleteAlias(typed.address());
                    yield Answers.seeOther(here + "&done=deleted");
                }
                default -> throw Refusal.badRequest("There is no such action.");
            };
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, "Aliases", "aliases").failed(String.valueOf(e.getMessage()));
            return page(request, HttpStatus.UNPROCESSABLE_ENTITY, frame, typed);
        }
    }

    private HttpResponse<?> page(HttpRequest<?> request, HttpStatus status, Frame frame, Alias edited) {
        var asked = request.getParameters();
        var domains = accounts.domains().stream().map(Domain::domain).sorted().toList();
        var domain = asked.getFirst("domain").filter(domains::contains).orElse("");
        var query = asked.getFirst("q").orElse("").strip().toLowerCase(Locale.ROOT);
        var after = asked.getFirst("after").orElse("");
        var matching = accounts.aliases(domain).stream()
                .filter(alias -> matches(alias, query))
                .filter(alias -> alias.address().compareTo(after) > 0)
                .sorted(Comparator.comparing(Alias::address))
                .limit(PAGE + 1L)
                .toList();
        var rows = matching.subList(0, Math.min(PAGE, matching.size()));
        var next = matching.size() > PAGE
                ? Optional.of("/admin/aliases?domain=" + AdminPages.escape(domain) + "&q=" + AdminPages.escape(query)
                        + "&after=" + AdminPages.escape(rows.getLast().address()))
                : Optional.<String>empty();
        var page = new Aliases(frame, domains, domain, query, rows, next, after.isEmpty(), edited);
        return Answers.html(status, Templates.render("admin/aliases.jte", page));
    }

    private Alias find(String address) {
        return accounts.aliases(address.substring(address.lastIndexOf('@') + 1)).stream()
                .filter(alias -> alias.address().equals(address))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("There is no such alias."));
    }

    private static boolean matches(Alias alias, String query) {
        return Stream.concat(Stream.of(alias.address()), alias.targets().stream())
                .anyMatch(address -> address.contains(query));
    }

    private static List<String> targets(Form form) {
        return form.text("targets")
                .lines()
                .flatMap(line -> Stream.of(line.split("[,;\\s]+")))
                .filter(target -> !target.isEmpty())
                .distinct()
                .toList();
    }
}
