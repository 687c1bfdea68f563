package org.posthorn.runtime.health;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// `/health`: 200 when every part is well, else 503, with each part by name.
@Controller
final class HealthController {
    private final Health health;

    HealthController(Health health) {
        this.health = health;
    }

    @Get("/health")
    @ExecuteOn(TaskExecutors.VIRTUAL)
    HttpResponse<Health.Report> report() {
        var report = health.report();
        return report.well()
                ? HttpResponse.ok(report)
                : HttpResponse.<Health.Report>serverError(report).status(503);
    }
}
