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
import java.util.HashSet;
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
    private static final int LONGEST_PEM = 20_000;

    private final DkimKeys keys;
    private final KeyRecordCheck check;

    DkimController(DkimKeys keys, KeyRecordCheck check) {
        this.keys = keys;
        this.check = check;
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
        var made = make(domain, selector, wanted.algorithms().isEmpty() ? BOTH : wanted.algorithms());
        return add(made, KeyState.ACTIVE, wanted.replace());
    }

    /// New keys of the kinds that sign now, which sign once the DNS has their records.
    @Post("/rotate")
    List<PolicyApi.DkimKey> rotate(@Body PolicyApi.DkimRotation wanted) {
        var domain = readDomain(wanted.domain());
        var signing = keys.of(domain)
                .orElseThrow(() -> Refusal.notFound("There is no key that signs for " + domain + " to rotate."));
        if (keys.all().stream().anyMatch(stored -> isOf(stored, domain) && stored.state() == KeyState.WAITING)) {
            throw Refusal.conflict(
                    "New keys of " + domain + " wait for the DNS already; delete them first, or switch" + " to them.");
        }
        var kinds = new HashSet<String>();
        signing.keys().forEach(key -> kinds.add(key.algorithm().keyType()));
        var selector = readSelector(wanted.selector());
        var made = make(domain, selector, BOTH.stream().filter(kinds::contains).toList());
        return add(made, KeyState.WAITING, false);
    }

    /// The operator's own key.
    @Post("/import")
    List<PolicyApi.DkimKey> take(@Body PolicyApi.DkimImport wanted) {
        var domain = readDomain(wanted.domain());
        var selector = readSelector(wanted.selector());
        if (wanted.pem().length() > LONGEST_PEM) {
            throw Refusal.badRequest("A private key has fewer than " + LONGEST_PEM + " characters.");
        }
        try {
            return add(List.of(DkimKey.ofPem(domain, selector, wanted.pem())), KeyState.ACTIVE, wanted.replace());
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("The key cannot be used: " + e.getMessage() + ".");
        }
    }

    /// Makes what waits, or signed before, sign now, whatever the DNS says.
    @Post("/{domain}/{selector}/activate")
    List<PolicyApi.DkimKey> activate(String domain, String selector) {
        var key = find(readDomain(domain), selector).key();
        keys.activate(List.of(key));
        return shown(List.of(key));
    }

    /// What the DNS has of each key.
    @Get("/check")
    List<PolicyApi.DkimCheck> check(@QueryValue String domain) {
        var wanted = readDomain(domain);
        return keys.all().stream()
                .filter(stored -> isOf(stored, wanted))
                .map(stored -> {
                    var found = check.of(stored.key());
                    return new PolicyApi.DkimCheck(
                            wanted,
                            stored.key().selector(),
                            found.result().name().toLowerCase(Locale.ROOT),
                            found.detail());
                })
                .toList();
    }

    @Delete("/{domain}/{selector}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(String domain, String selector) {
        if (!keys.delete(readDomain(domain), selector.toLowerCase(Locale.ROOT))) {
            throw Refusal.notFound("There is no key named " + selector + " for " + domain + " in the database.");
        }
    }

    private static List<DkimKey> make(String domain, String selector, List<String> algorithms) {
        var made = new ArrayList<DkimKey>();
        for (var algorithm : algorithms) {
            made.add(
                    switch (algorithm) {
                        case "rsa" -> DkimKey.generateRsa(domain, selector);
                        case "ed25519" -> DkimKey.generateEd25519(domain, selector + "-ed25519");
                        default -> throw Refusal.badRequest("A DKIM key is rsa or ed25519, not \"" + algorithm + "\".");
                    });
        }
        return made;
    }

    private List<PolicyApi.DkimKey> add(List<DkimKey> made, KeyState state, boolean replace) {
        try {
            keys.add(made, state, replace);
        } catch (ConstraintViolated _) {
            throw Refusal.conflict("There is a key named " + made.getFirst().selector() + " for "
                    + made.getFirst().domain()
                    + " already; say that it is to be replaced, or choose another selector.");
        }
        return shown(made);
    }

    private List<PolicyApi.DkimKey> shown(List<DkimKey> some) {
        var names = some.stream().map(DkimKey::dnsName).toList();
        return keys.all().stream()
                .filter(stored -> names.contains(stored.key().dnsName()))
                .map(stored -> stored.shown(keys.active(stored)))
                .toList();
    }

    private StoredKey find(String domain, String selector) {
        return keys.all().stream()
                .filter(stored -> isOf(stored, domain)
                        && stored.key().selector().equals(selector.toLowerCase(Locale.ROOT))
                        && !stored.fromFile())
                .findFirst()
                .orElseThrow(() ->
                        Refusal.notFound("There is no key named " + selector + " for " + domain + " in the database."));
    }

    private static boolean isOf(StoredKey stored, String domain) {
        return stored.key().domain().equals(domain);
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
