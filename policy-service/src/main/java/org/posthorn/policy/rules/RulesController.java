package org.posthorn.policy.rules;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import org.posthorn.events.api.RulesApi.NewRules;
import org.posthorn.events.api.RulesApi.Rules;
import org.posthorn.runtime.http.Refusal;

/// Rules of domains over the internal API.
@Controller("/internal/v1/rules")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class RulesController {
    private final DomainRules rules;

    RulesController(DomainRules rules) {
        this.rules = rules;
    }

    @Get
    List<Rules> all() {
        return rules.all();
    }

    @Get("/{domain}")
    Rules one(String domain) {
        return rules.one(domain).orElseThrow(() -> Refusal.notFound(domain + " has no rules of its own."));
    }

    @Put("/{domain}")
    Rules put(String domain, @Body NewRules wanted) {
        return rules.put(domain, wanted);
    }

    @Delete("/{domain}")
    @Status(HttpStatus.NO_CONTENT)
    void remove(String domain) {
        rules.remove(domain);
    }
}
