package org.posthorn.policy.signing;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.api.PolicyApi;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.ConstraintViolated;

/// The keys over the internal API.
@Controller("/internal/v1/dkim")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class DkimController {
    private static final List<String> BOTH = List.of("rsa", "ed25519");
    private static final int LONGEST_SELECTOR = 63;

    private final DkimKeys keys;

    DkimController(DkimKeys keys) {
        this.keys = keys;
    }

    @Get
    List<PolicyApi.DkimKey> list(@QueryValue Optional<String> domain) {
        var wanted = domain.map(DkimController::readDomain);
        return keys.all().stream()
                .filter(stored ->
                        wanted.isEmpty() || wanted.get().equals(stored.key().domain()))
                .map(stored -> stored.shown(keys.active(stored)))
                .toList();
    }

    @Post
    List<PolicyApi.DkimKey> generate(@Body PolicyApi.NewDkimKey wanted) {
        var domain = readDomain(wanted.domain());
        var selector = readSelector(wanted.selector());
        var made = new ArrayList<DkimKey>();
        for (var algorithm : wanted.algorithms().isEmpty() ? BOTH : wanted.algorithms()) {
            made.add(
                    switch (algorithm) {
                        case "rsa" -> DkimKey.generateRsa(domain, selector);
                        case "ed25519" -> DkimKey.generateEd25519(domain, selector + "-ed25519");
                        default -> throw Refusal.badRequest("A DKIM key is rsa or ed25519, not \"" + algorithm + "\".");
                    });
        }
        try {
            keys.add(made, wanted.replace());
        } catch (ConstraintViolated _) {
            throw Refusal.conflict("There is a key named " + selector + " for " + domain
                    + " already; say that it is to be replaced, or choose another selector.");
        }
        var names = made.stream().map(DkimKey::dnsName).toList();
        return keys.all().stream()
                .filter(stored -> names.contains(stored.key().dnsName()))
                .map(stored -> stored.shown(keys.active(stored)))
                .toList();
    }

    @Delete("/{domain}/{selector}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(String domain, String selector) {
        if (!keys.delete(readDomain(domain), selector.toLowerCase(Locale.ROOT))) {
            throw Refusal.notFound("There is no key named " + selector + " for " + domain + " in the database.");
        }
    }

    private static String readDomain(String domain) {
        return switch (Domain.parse(domain)) {
            case Parsed.Ok<Domain>(var read) -> read.ascii();
            case Parsed.Malformed<Domain>(var reason) -> throw Refusal.badRequest(reason + ".");
        };
    }

    /// A selector is one or more labels (RFC 6376 §3.1).
    private static String readSelector(String selector) {
        if (selector.length() > LONGEST_SELECTOR || !(Domain.parse(selector) instanceof Parsed.Ok<Domain>(var read))) {
            throw Refusal.badRequest("A selector has letters, digits and hyphens, such as \"default\".");
        }
        return read.ascii();
    }
}
