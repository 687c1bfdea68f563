package org.posthorn.mailbox.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.MailApi.Appended;
import org.posthorn.events.api.MailApi.Conversation;
import org.posthorn.events.api.MailApi.ConversationView;
import org.posthorn.events.api.MailApi.Expunge;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Flagged;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.events.api.MailApi.Moved;
import org.posthorn.events.api.Page;
import org.posthorn.mailbox.message.MessageChanges;
import org.posthorn.mailbox.message.MessageChanges.Addition;
import org.posthorn.mailbox.message.MessageReader;
import org.posthorn.runtime.health.DiskRoom;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceClient;

/// Messages of an account.
@Controller("/internal/v1/accounts/{account}")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class MailController {
    private final MessageReader reader;
    private final MessageChanges changes;
    private final DiskRoom disks;

    MailController(MessageReader reader, MessageChanges changes, DiskRoom disks) {
        this.reader = reader;
        this.changes = changes;
        this.disks = disks;
    }

    @Get("/folders/{folder}/messages")
    Page<MessageRow> page(
            @PathVariable long account,
            @PathVariable String folder,
            @QueryValue(defaultValue = "") String cursor,
            @QueryValue(defaultValue = "50") int limit,
            @QueryValue(defaultValue = "all") String view) {
        return reader.page(account, folder, view, cursor, limit);
    }

    @Get("/folders/{folder}/conversations")
    Page<Conversation> conversations(
            @PathVariable long account,
            @PathVariable String folder,
            @QueryValue(defaultValue = "") String cursor,
            @QueryValue(defaultValue = "50") int limit,
            @QueryValue(defaultValue = "all") String view) {
        return reader.conversations(account, folder, view, cursor, limit);
    }

    @Get("/folders/{folder}/ids")
    List<Long> ids(
            @PathVariable long account,
            @PathVariable String folder,
            @QueryValue(defaultValue = "all") String view,
            @QueryValue(defaultValue = "") String thread,
            @QueryValue(defaultValue = "20000") int limit) {
        return thread.isEmpty()
                ? reader.ids(account, folder, view, limit)
                : reader.idsOf(account, folder, thread, limit);
    }

    @Post(value = "/folders/{folder}/messages", consumes = MediaType.ALL)
    Appended append(
            @PathVariable long account,
            @PathVariable String folder,
            @QueryValue(defaultValue = "") String flags,
            @QueryValue Optional<Long> replaces,
            @Body byte[] octets) {
        if (!disks.getAsBoolean()) {
            throw Refusal.noRoom("The disk of the mail system is nearly full, so nothing can be saved for now.");
        }
        var names = flags.isBlank() ? List.<String>of() : List.of(flags.strip().split("[, ]+"));
        return changes.append(
                account,
                folder,
                new Addition(octets, names, replaces, InstantSource.system().instant()));
    }

    @Get("/messages/{message}")
    MessageView view(@PathVariable long account, @PathVariable long message) {
        return reader.view(account, message);
    }

    @Get(value = "/messages/{message}/raw", produces = "message/rfc822")
    byte[] raw(@PathVariable long account, @PathVariable long message) {
        return reader.raw(account, message);
    }

    @Get(value = "/messages/{message}/parts/{number}", produces = MediaType.ALL)
    HttpResponse<byte[]> part(@PathVariable long account, @PathVariable long message, @PathVariable String number) {
        var part = reader.part(account, message, number);
        var answer = HttpResponse.ok(part.octets());
        answer.header("Content-Type", part.contentType());
        part.fileName()
                .ifPresent(name -> answer.header(
                        "Content-Disposition", "attachment; filename*=UTF-8''" + ServiceClient.escape(name)));
        return answer;
    }

    @Get("/threads/{thread}")
    ConversationView thread(
            @PathVariable long account, @PathVariable long thread, @QueryValue(defaultValue = "0") long around) {
        return reader.thread(account, thread, around);
    }

    @Post("/messages/flags")
    Flagged flag(@PathVariable long account, @Body FlagChange change) {
        return new Flagged(changes.flag(account, change));
    }

    @Post("/messages/move")
    Moved move(@PathVariable long account, @Body Move move) {
        return changes.move(account, move);
    }

    @Post("/messages/expunge")
    @Status(HttpStatus.NO_CONTENT)
    void expunge(@PathVariable long account, @Body Expunge expunge) {
        changes.expunge(account, expunge.ids());
    }
}
