package org.posthorn.mailbox.api;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import org.posthorn.mailbox.account.Senders;

/// Senders that accounts were granted.
@Controller("/internal/v1/accounts/{address}/senders")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class SenderController {
    private final Senders senders;

    SenderController(Senders senders) {
        this.senders = senders;
    }

    @Get
    List<String> of(@PathVariable String address) {
        return senders.of(address);
    }

    @Put("/{sender}")
    List<String> grant(@PathVariable String address, @PathVariable String sender) {
        return senders.grant(address, sender);
    }

    @Delete("/{sender}")
    List<String> revoke(@PathVariable String address, @PathVariable String sender) {
        return senders.revoke(address, sender);
    }
}
