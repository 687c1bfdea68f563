package org.posthorn.mailbox.api;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.posthorn.events.api.MailApi.IndexState;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.Rebuilt;
import org.posthorn.events.api.Page;
import org.posthorn.mailbox.account.Accounts;
import org.posthorn.mailbox.message.MessageSearch;
import org.posthorn.mailbox.search.IndexSweep;

/// Full-text search and its index.
@Controller("/internal/v1")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class SearchController {
    private final MessageSearch search;
    private final IndexSweep index;
    private final Accounts accounts;

    SearchController(MessageSearch search, IndexSweep index, Accounts accounts) {
        this.search = search;
        this.index = index;
        this.accounts = accounts;
    }

    @Get("/accounts/{account}/search")
    Page<MessageRow> search(
            @PathVariable long account,
            @QueryValue(defaultValue = "") String query,
            @QueryValue(defaultValue = "") String cursor,
            @QueryValue(defaultValue = "50") int limit) {
        return search.search(account, query, cursor, limit);
    }

    @Get("/index")
    IndexState state() {
        return index.state();
    }

    @Get("/accounts/{address}/index")
    IndexState state(@PathVariable String address) {
        return index.state(accounts.get(address).id());
    }

    @Post("/index/rebuild")
    @Status(HttpStatus.ACCEPTED)
    Rebuilt rebuildAll() {
        return new Rebuilt(index.rebuildAll());
    }

    @Post("/accounts/{address}/index/rebuild")
    @Status(HttpStatus.ACCEPTED)
    Rebuilt rebuild(@PathVariable String address) {
        index.rebuild(accounts.get(address).id());
        return new Rebuilt(1);
    }
}
