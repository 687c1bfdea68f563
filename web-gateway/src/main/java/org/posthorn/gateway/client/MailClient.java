package org.posthorn.gateway.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.MailApi.Appended;
import org.posthorn.events.api.MailApi.Conversation;
import org.posthorn.events.api.MailApi.ConversationView;
import org.posthorn.events.api.MailApi.Expunge;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Flagged;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.events.api.MailApi.Moved;
import org.posthorn.events.api.MailApi.NewFolder;
import org.posthorn.events.api.Page;
import org.posthorn.runtime.http.ServiceClient;

/// Folders and messages of an account, asked of mailbox-service.
public final class MailClient {
    private final ServiceClient mailbox;

    public MailClient(ServiceClient mailbox) {
        this.mailbox = mailbox;
    }

    public List<Folder> folders(AccountId account) {
        return mailbox.get(path(account, "folders"), new TypeReference<List<Folder>>() {});
    }

    /// @param name with `/` between the levels
    public Folder createFolder(AccountId account, String name) {
        return mailbox.post(path(account, "folders"), new NewFolder(name), Folder.class);
    }

    public Folder renameFolder(AccountId account, long folder, String name) {
        return mailbox.patch(path(account, "folders/" + folder), new NewFolder(name), Folder.class);
    }

    /// Deletes an empty folder.
    public void deleteFolder(AccountId account, long folder) {
        mailbox.delete(path(account, "folders/" + folder));
    }

    /// @param folder an id or a special use in lower case
    /// @param view `all`, `unread` or `starred`
    public Page<MessageRow> messages(
            AccountId account, String folder, Optional<String> cursor, int limit, String view) {
        return mailbox.get(
                page(account, "folders/" + ServiceClient.escape(folder) + "/messages?view=" + view, cursor, limit),
                new TypeReference<Page<MessageRow>>() {});
    }

    /// As [#messages], one row for each conversation.
    public Page<Conversation> conversations(
            AccountId account, String folder, Optional<String> cursor, int limit, String view) {
        return mailbox.get(
                page(account, "folders/" + ServiceClient.escape(folder) + "/conversations?view=" + view, cursor, limit),
                new TypeReference<Page<Conversation>>() {});
    }

    /// The messages of a folder, newest first.
    public List<Long> ids(AccountId account, String folder, String view, int limit) {
        var path = "folders/" + ServiceClient.escape(folder) + "/ids?view=" + view + "&limit=" + limit;
        return mailbox.get(path(account, path), new TypeReference<List<Long>>() {});
    }

    /// The messages of a folder that belong to these conversations, newest first.
    public List<Long> ids(AccountId account, String folder, List<Long> threads) {
        var wanted = threads.stream().map(String::valueOf).collect(Collectors.joining(","));
        var path = "folders/" + ServiceClient.escape(folder) + "/ids?thread=" + ServiceClient.escape(wanted);
        return mailbox.get(path(account, path), new TypeReference<List<Long>>() {});
    }

    /// @throws org.posthorn.runtime.http.ServiceError.Refused with 400 and a sentence when the query cannot
    /// be read
    public Page<MessageRow> search(AccountId account, String query, Optional<String> cursor, int limit) {
        return mailbox.get(
                page(account, "search?query=" + ServiceClient.escape(query), cursor, limit),
                new TypeReference<Page<MessageRow>>() {});
    }

    private static String page(AccountId account, String path, Optional<String> cursor, int limit) {
        var at = cursor.map(text -> "&cursor=" + ServiceClient.escape(text)).orElse("");
        return path(account, path + "&limit=" + limit + at);
    }

    /// A conversation; of a very long one what is around a message, or the newest.
    public ConversationView thread(AccountId account, long thread, long around) {
        var path = "threads/" + thread + "?around=" + around;
        return mailbox.get(path(account, path), new TypeReference<ConversationView>() {});
    }

    public Optional<MessageView> message(AccountId account, long id) {
        return mailbox.find(path(account, "messages/" + id), MessageView.class);
    }

    public byte[] raw(AccountId account, long id) {
        return mailbox.bytes(path(account, "messages/" + id + "/raw"));
    }

    /// A decoded part.
    public byte[] part(AccountId account, long id, String number) {
        return mailbox.bytes(path(account, "messages/" + id + "/parts/" + ServiceClient.escape(number)));
    }

    public Flagged flag(AccountId account, FlagChange change) {
        return mailbox.post(path(account, "messages/flags"), change, Flagged.class);
    }

    public Moved move(AccountId account, Move move) {
        return mailbox.post(path(account, "messages/move"), move, Moved.class);
    }

    public void expunge(AccountId account, List<Long> ids) {
        mailbox.post(path(account, "messages/expunge"), new Expunge(ids));
    }

    /// Files a draft, in place of an older one.
    public Appended saveDraft(AccountId account, byte[] octets, Optional<Long> replaces) {
        var path = "folders/drafts/messages?flags=" + ServiceClient.escape("\\Draft,\\Seen")
                + replaces.map(id -> "&replaces=" + id).orElse("");
        return mailbox.postBytes(path(account, path), "message/rfc822", octets, Appended.class);
    }

    private static String path(AccountId account, String rest) {
        return "/internal/v1/accounts/" + account + "/" + rest;
    }
}
