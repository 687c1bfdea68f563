package org.posthorn.mailbox.api;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.NewFolder;
import org.posthorn.mailbox.folder.Folders;

/// Folders of an account.
@Controller("/internal/v1/accounts/{account}/folders")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class FolderController {
    private final Folders folders;

    FolderController(Folders folders) {
        this.folders = folders;
    }

    @Get
    List<Folder> list(@PathVariable long account) {
        return folders.list(account);
    }

    @Post
    Folder create(@PathVariable long account, @Body NewFolder folder) {
        return folders.create(account, folder.name());
    }

    @Patch("/{folder}")
    Folder rename(@PathVariable long account, @PathVariable String folder, @Body NewFolder name) {
        return folders.rename(account, folder, name.name());
    }

    @Delete("/{folder}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(@PathVariable long account, @PathVariable String folder) {
        folders.delete(account, folder);
    }
}
