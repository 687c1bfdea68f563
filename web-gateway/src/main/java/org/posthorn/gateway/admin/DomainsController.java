package org.posthorn.gateway.admin;

import static java.time.ZoneOffset.UTC;
import static java.time.format.DateTimeFormatter.BASIC_ISO_DATE;

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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.events.api.AccountApi.NewDomain;
import org.posthorn.events.api.PolicyApi.DkimKey;
import org.posthorn.events.api.PolicyApi.DkimRotation;
import org.posthorn.events.api.PolicyApi.NewDkimKey;
import org.posthorn.events.api.RulesApi.NewRules;
import org.posthorn.gateway.admin.AdminPages.Frame;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.client.PolicyClient;
import org.posthorn.gateway.login.Forms;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.gateway.mail.When;
import org.posthorn.gateway.page.Answers;
import org.posthorn.gateway.page.Form;
import org.posthorn.gateway.page.Templates;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.settings.MailSettings;

/// `/admin/domains`: domains, their signing keys, and the DNS records to publish.
@Controller("/admin/domains")
@ExecuteOn(TaskExecutors.VIRTUAL)
@Consumes({"application/x-www-form-urlencoded", "multipart/form-data", "*/*"})
final class DomainsController {
    private final AccountsClient accounts;
    private final PolicyClient policy;
    private final MailSettings settings;

    DomainsController(AccountsClient accounts, PolicyClient policy, MailSettings settings) {
        this.accounts = accounts;
        this.policy = policy;
        this.settings = settings;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        return list(request, HttpStatus.OK, Frame.of(request, "Domains", "domains"));
    }

    private HttpResponse<?> list(HttpRequest<?> request, HttpStatus status, Frame frame) {
        var served = accounts.domains().stream()
                .map(domain -> served(request, domain))
                .toList();
        return Answers.html(status, Templates.render("admin/domains.jte", new AdminPages.Domains(frame, served)));
    }

    @Post
    HttpResponse<?> add(HttpRequest<?> request, @Body byte[] body) {
        var form = Forms.read(request, body);
        var access = form.text("access").equals("members") ? Access.MEMBERS : Access.EVERYONE;
        try {
            var added = accounts.addDomain(
                    new NewDomain(form.text("domain").strip().toLowerCase(Locale.ROOT), Optional.of(access)));
            return Answers.seeOther("/admin/domains/" + AdminPages.escape(added.domain()) + "?done=added");
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, "Domains", "domains").failed(String.valueOf(e.getMessage()));
            return list(request, HttpStatus.UNPROCESSABLE_ENTITY, frame);
        }
    }

    @Get("/{domain}")
    HttpResponse<?> one(HttpRequest<?> request, String domain) {
        return one(request, HttpStatus.OK, Frame.of(request, domain, "domains"), find(domain));
    }

    private HttpResponse<?> one(HttpRequest<?> request, HttpStatus status, Frame frame, Domain domain) {
        var keys = policy.keys(domain.domain());
        var shown = shown(request, domain.domain(), keys);
        var selector = keys.isEmpty() ? settings.selector() : "s" + BASIC_ISO_DATE.format(LocalDate.now(UTC));
        var report = request.getParameters().contains("check")
                ? Optional.of(AdminPages.Report.of(policy.doctor(domain.domain())))
                : Optional.<AdminPages.Report>empty();
        var detail = new AdminPages.DomainDetail(
                frame,
                served(request, domain),
                shown,
                records(domain.domain(), keys),
                selector,
                policy.rejectsInSession(domain.domain()).orElse(false),
                report);
        return Answers.html(status, Templates.render("admin/domain.jte", detail));
    }

    private List<AdminPages.SigningKey> shown(HttpRequest<?> request, String domain, List<DkimKey> keys) {
        Map<String, String> found = new HashMap<>();
        if (request.getParameters().contains("check")) {
            policy.check(domain).forEach(check -> found.put(check.selector(), check.detail()));
        }
        return keys.stream()
                .map(key -> new AdminPages.SigningKey(key, found.getOrDefault(key.selector(), "")))
                .toList();
    }

    @Post("/{domain}")
    HttpResponse<?> change(HttpRequest<?> request, String domain, @Body byte[] body) {
        var form = Forms.read(request, body);
        var found = find(domain);
        try {
            return changed(found, form, Session.of(request).address());
        } catch (ServiceError.Refused e) {
            var frame = Frame.of(request, domain, "domains").failed(String.valueOf(e.getMessage()));
            return one(request, HttpStatus.UNPROCESSABLE_ENTITY, frame, found);
        }
    }

    private HttpResponse<?> changed(Domain domain, Form form, String by) {
        var here = "/admin/domains/" + AdminPages.escape(domain.domain());
        return switch (form.text("do")) {
            case "delete" -> {
                UsersController.requireTyped(form, domain.domain());
                accounts.deleteDomain(domain.domain());
                yield Answers.seeOther("/admin/domains?done=deleted");
            }
            case "rules" -> {
                policy.setRules(
                        domain.domain(), new NewRules(form.text("forgeries").equals("refuse"), by));
                yield Answers.seeOther(here + "?done=changed");
            }
            case "access" -> {
                accounts.access(
                        domain.domain(), form.text("access").equals("members") ? Access.MEMBERS : Access.EVERYONE);
                yield Answers.seeOther(here + "?done=changed");
            }
            case "dkim" -> {
                var selector = form.text("selector").isBlank()
                        ? settings.selector()
                        : form.text("selector").strip();
                policy.generate(new NewDkimKey(domain.domain(), selector, List.of("rsa", "ed25519"), false));
                yield Answers.seeOther(here + "?done=added");
            }
            case "dkim-rotate" -> {
                policy.rotate(
                        new DkimRotation(domain.domain(), form.text("selector").strip()));
                yield Answers.seeOther(here + "?done=added");
            }
            case "dkim-switch" -> {
                policy.activate(domain.domain(), form.text("selector"));
                yield Answers.seeOther(here + "?done=changed");
            }
            case "dkim-delete" -> {
                policy.delete(domain.domain(), form.text("selector"));
                yield Answers.seeOther(here + "?done=deleted");
            }
            default -> throw Refusal.badRequest("There is no such action.");
        };
    }

    /// What other servers look up: where mail goes, who may send it, and what they do with the rest.
    private List<AdminPages.DnsRecord> records(String domain, List<DkimKey> keys) {
        var records = new ArrayList<AdminPages.DnsRecord>();
        records.add(new AdminPages.DnsRecord("MX", domain, "10 " + settings.primaryHostname()));
        records.add(new AdminPages.DnsRecord("TXT", domain, "v=spf1 mx ~all"));
        for (var key : keys) {
            if (!key.state().equals("retired")) {
                records.add(new AdminPages.DnsRecord("TXT", key.recordName(), key.recordValue()));
            }
        }
        records.add(new AdminPages.DnsRecord(
                "TXT", "_dmarc." + domain, "v=DMARC1; p=quarantine; rua=mailto:postmaster@" + domain));
        return records;
    }

    private Domain find(String name) {
        return accounts.domains().stream()
                .filter(domain -> domain.domain().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("This domain is not served here."));
    }

    private static AdminPages.Served served(HttpRequest<?> request, Domain domain) {
        return new AdminPages.Served(domain, When.full(domain.createdAt(), Preferences.zone(request)));
    }
}
