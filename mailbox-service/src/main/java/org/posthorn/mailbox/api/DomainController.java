package org.posthorn.mailbox.api;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.AccountApi.Alias;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.events.api.AccountApi.DomainChange;
import org.posthorn.events.api.AccountApi.NewDomain;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.mailbox.account.Aliases;
import org.posthorn.mailbox.account.Quotas;

/// Domains and aliases.
@Controller("/internal/v1")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class DomainController {
    private final Aliases aliases;
    private final Quotas quotas;

    DomainController(Aliases aliases, Quotas quotas) {
        this.quotas = quotas;
        this.aliases = aliases;
    }

    @Get("/domains")
    List<Domain> domains() {
        return aliases.domains();
    }

    @Post("/domains")
    Domain add(@Body NewDomain domain) {
        return aliases.addDomain(domain);
    }

    @Get("/domains/{domain}")
    Domain domain(@PathVariable String domain) {
        return aliases.domain(domain);
    }

    @Patch("/domains/{domain}")
    Domain change(@PathVariable String domain, @Body DomainChange change) {
        return aliases.change(domain, change);
    }

    @Delete("/domains/{domain}")
    @Status(HttpStatus.NO_CONTENT)
    void deleteDomain(@PathVariable String domain) {
        aliases.deleteDomain(domain);
    }

    @Get("/domains/{domain}/quota")
    QuotaLimits quota(@PathVariable String domain) {
        return quotas.ofDomain(domain);
    }

    @Put("/domains/{domain}/quota")
    QuotaLimits limit(@PathVariable String domain, @Body QuotaLimits limits) {
        return quotas.limitDomain(domain, limits);
    }

    @Get("/aliases")
    List<Alias> aliases(@QueryValue Optional<String> domain) {
        return aliases.aliases(domain);
    }

    @Put("/aliases/{address}")
    Alias put(@PathVariable String address, @Body Alias alias) {
        return aliases.put(address, alias.targets());
    }

    @Delete("/aliases/{address}")
    @Status(HttpStatus.NO_CONTENT)
    void deleteAlias(@PathVariable String address) {
        aliases.delete(address);
    }
}
