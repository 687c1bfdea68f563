package org.posthorn.mailbox.api;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.List;
import org.posthorn.events.api.TransferApi.Added;
import org.posthorn.events.api.TransferApi.Keys;
import org.posthorn.events.api.TransferApi.Mailbox;
import org.posthorn.events.api.TransferApi.MessageState;
import org.posthorn.events.api.TransferApi.NewMessage;
import org.posthorn.events.api.TransferApi.Restore;
import org.posthorn.events.api.TransferApi.Uids;
import org.posthorn.mailbox.transfer.Exports;
import org.posthorn.mailbox.transfer.Imports;
import org.posthorn.mailbox.transfer.Restores;
import org.posthorn.runtime.http.Frames;

/// Whole mailboxes on their way in and out.
@Controller("/internal/v1/accounts/{account}/transfer")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class TransferController {
    private final Exports exports;
    private final Imports imports;
    private final Restores restores;

    TransferController(Exports exports, Imports imports, Restores restores) {
        this.exports = exports;
        this.imports = imports;
        this.restores = restores;
    }

    @Get("/folders")
    Mailbox folders(@PathVariable long account) {
        return exports.mailbox(account);
    }

    @Get("/folders/{folder}/messages")
    List<MessageState> messages(
            @PathVariable long account,
            @PathVariable long folder,
            @QueryValue(defaultValue = "0") long after,
            @QueryValue(defaultValue = "500") int limit) {
        return exports.states(account, folder, after, limit);
    }

    @Post(value = "/folders/{folder}/octets", produces = Frames.MEDIA_TYPE)
    InputStream octets(@PathVariable long account, @PathVariable long folder, @Body Uids wanted) {
        return Frames.stream(exports.octets(account, folder, wanted.uids()));
    }

    @Post("/known")
    Keys known(@PathVariable long account, @Body Keys keys) {
        return imports.known(account, keys);
    }

    @Post(value = "/messages", consumes = MediaType.ALL)
    Added add(@PathVariable long account, @QueryValue String folder, @Body InputStream frames) {
        return imports.add(account, folder, Frames.read(frames, NewMessage.class));
    }

    @Post("/restore")
    Mailbox restore(@PathVariable long account, @Body Restore restore) {
        return restores.begin(account, restore);
    }

    @Post(value = "/restore/messages", consumes = MediaType.ALL)
    Added restore(@PathVariable long account, @QueryValue long folder, @Body InputStream frames) {
        return restores.add(account, folder, Frames.read(frames, MessageState.class));
    }

    @Post("/restore/end")
    Mailbox endRestore(@PathVariable long account) {
        return restores.end(account);
    }
}
