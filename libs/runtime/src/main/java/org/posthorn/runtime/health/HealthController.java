package org.posthorn.runtime.health;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;

/// `/health`: 200 when every part is well, else 503, with each part by name. An orchestrator asks narrower questions:
/// `/health/ready` whether the service has started and does not drain, so that a broker's or a database's absence,
/// which
/// the service answers in its own protocol, does not take it out of its balancer; `/health/live` whether it answers.
@Controller
final class HealthController {
    private final Health health;

    HealthController(Health health) {
        this.health = health;
    }

    @Get("/health")
    @ExecuteOn(TaskExecutors.VIRTUAL)
    HttpResponse<Health.Report> report() {
        return answer(health.report());
    }

    @Get("/health/ready")
    HttpResponse<Health.Report> ready() {
        return answer(health.report(Health.SERVICE));
    }

    @Get("/health/live")
    HttpResponse<Health.Report> live() {
        return answer(Health.Report.of(Map.of()));
    }

    private static HttpResponse<Health.Report> answer(Health.Report report) {
        return report.well()
                ? HttpResponse.ok(report)
                : HttpResponse.<Health.Report>serverError(report).status(503);
    }
}
