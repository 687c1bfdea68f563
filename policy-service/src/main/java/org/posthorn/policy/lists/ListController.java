package org.posthorn.policy.lists;

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
import org.posthorn.events.api.ListApi.Checked;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.events.api.ListApi.Import;
import org.posthorn.events.api.ListApi.Imported;
import org.posthorn.events.api.ListApi.NewEntry;
import org.posthorn.events.api.Page;
import org.posthorn.runtime.http.Refusal;

/// Both lists over the internal API.
@Controller("/internal/v1/lists")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class ListController {
    private final SenderLists lists;

    ListController(SenderLists lists) {
        this.lists = lists;
    }

    @Get("/check")
    Checked check(@QueryValue(defaultValue = "") String sender, @QueryValue(defaultValue = "") String ip) {
        return lists.check(sender, ip);
    }

    @Get("/{list}")
    Page<Entry> page(
            String list,
            @QueryValue(defaultValue = "") String cursor,
            @QueryValue(defaultValue = "100") int limit,
            @QueryValue(defaultValue = "") String query) {
        return lists.page(named(list), cursor, query, limit);
    }

    @Post("/{list}")
    Entry add(String list, @Body NewEntry entry) {
        return lists.add(named(list), entry);
    }

    @Delete("/{list}")
    @Status(HttpStatus.NO_CONTENT)
    void remove(String list, @QueryValue String subject) {
        lists.remove(named(list), subject);
    }

    @Post("/{list}/import")
    Imported load(String list, @Body Import wanted) {
        return lists.load(named(list), wanted);
    }

    private static ListName named(String list) {
        return ListName.of(list).orElseThrow(() -> Refusal.notFound("The lists are blocklist and allowlist."));
    }
}
