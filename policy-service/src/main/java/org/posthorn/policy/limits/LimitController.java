package org.posthorn.policy.limits;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Arrays;
import org.posthorn.events.PolicyEntry.Limited;
import org.posthorn.events.api.LimitApi;
import org.posthorn.runtime.limits.LimitKind;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.settings.Settings;

/// Limits over the internal API.
@Controller("/internal/v1/limits")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class LimitController {
    private static final int MOST_TALKERS = 100;

    private final OwnLimits own;
    private final TopTalkers talkers;
    private final LimitSettings settings;

    LimitController(OwnLimits own, TopTalkers talkers, Settings settings) {
        this.own = own;
        this.talkers = talkers;
        this.settings = settings.get(LimitSettings.class);
    }

    @Get
    LimitApi.Overview overview(@QueryValue(defaultValue = "10") int top) {
        var rows = own.all();
        var limits = Arrays.stream(LimitKind.values())
                .map(kind -> new LimitApi.Limit(kind.limit(), settings.of(kind), "limits." + kind.limit()))
                .toList();
        return new LimitApi.Overview(
                limits,
                rows.stream().map(LimitController::shown).toList(),
                talkers.top(Math.clamp(top, 0, MOST_TALKERS), rows));
    }

    @Put
    LimitApi.Own put(@Body LimitApi.NewOwn wanted) {
        return shown(own.put(wanted));
    }

    @Delete
    @Status(HttpStatus.NO_CONTENT)
    void remove(@QueryValue String subject) {
        own.remove(subject);
    }

    private static LimitApi.Own shown(Limited limited) {
        return new LimitApi.Own(limited.subject(), limited.limits(), limited.by(), limited.at());
    }
}
