package org.posthorn.runtime.metrics;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// `/prometheus`.
@Controller
final class MetricsController {
    private final Metrics metrics;

    MetricsController(Metrics metrics) {
        this.metrics = metrics;
    }

    @Get(value = "/prometheus", produces = MediaType.TEXT_PLAIN)
    @ExecuteOn(TaskExecutors.VIRTUAL)
    String scrape() {
        return metrics.scrape();
    }
}
