package org.posthorn.mailbox.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.posthorn.events.api.MailApi.Conversation;
import org.posthorn.events.api.MailApi.ConversationView;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.Page;
import org.posthorn.mail.message.MessageText;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.Part;
import org.posthorn.mailbox.folder.Folders;
import org.posthorn.mailbox.message.MessageStore.Place;
import org.posthorn.mailbox.message.MessageStore.Threaded;
import org.posthorn.mailbox.message.MessageStore.View;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;

/// What people and programs read of messages.
public final class MessageReader {
    private static final int LARGEST_PAGE = 500;
    private static final int LONGEST_THREAD = 100;
    /// One on either side, so that people come to the others.
    private static final int NEIGHBOURS = 2;
    /// Characters of the texts of a conversation together.
    private static final long MOST_TEXT = 16 << 20;
    private static final int MOST_IDS = 20_000;

    private final Database database;
    private final Folders folders;
    private final MessageStore store = new MessageStore();
    private final ConversationStore conversations = new ConversationStore();

    public MessageReader(Database database, Folders folders) {
        this.database = database;
        this.folders = folders;
    }

    /// A page of a folder, newest first.
    public Page<MessageRow> page(long account, String folder, String view, String cursor, int limit) {
        int most = Math.clamp(limit, 1, LARGEST_PAGE);
        long id = folders.find(database, account, folder).id();
        var rows = store.page(database, account, id, new MessageStore.Window(view(view), place(cursor), most));
        return new Page<>(rows, rows.size() < most ? Optional.empty() : Optional.of(cursor(rows.getLast())));
    }

    /// A page of a folder's conversations, the one with the newest message first.
    public Page<Conversation> conversations(long account, String folder, String view, String cursor, int limit) {
        int most = Math.clamp(limit, 1, LARGEST_PAGE);
        long id = folders.find(database, account, folder).id();
        var window = new MessageStore.Window(view(view), place(cursor), most);
        var rows = conversations.page(database, account, id, window);
        return new Page<>(
                rows,
                rows.size() < most
                        ? Optional.empty()
                        : Optional.of(cursor(rows.getLast().newest())));
    }

    /// The messages of a folder, newest first.
    public List<Long> ids(long account, String folder, String view, int limit) {
        long id = folders.find(database, account, folder).id();
        return conversations.ids(database, account, id, view(view), Math.clamp(limit, 1, MOST_IDS));
    }

    /// The messages of a folder that belong to conversations, newest first.
    ///
    /// @param threads numbers with commas between them
    public List<Long> idsOf(long account, String folder, String threads, int limit) {
        long id = folders.find(database, account, folder).id();
        try {
            var wanted = Arrays.stream(threads.split(",", MOST_IDS))
                    .map(Long::valueOf)
                    .toList();
            return conversations.idsOf(database, account, id, wanted, Math.clamp(limit, 1, MOST_IDS));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("\"" + threads + "\" names no conversations.");
        }
    }

    private static View view(String name) {
        try {
            return View.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("A list shows all, unread or starred messages, not \"" + name + "\".");
        }
    }

    static String cursor(MessageRow row) {
        return row.date() + "_" + row.id();
    }

    static Place place(String cursor) {
        if (cursor.isEmpty()) {
            return Place.TOP;
        }
        int separator = cursor.indexOf('_');
        try {
            return new Place(
                    Instant.parse(cursor.substring(0, Math.max(separator, 0))),
                    Long.parseLong(cursor.substring(separator + 1)));
        } catch (DateTimeException | NumberFormatException e) {
            throw Refusal.badRequest("\"" + cursor + "\" is no cursor of a list.");
        }
    }

    public MessageView view(long account, long message) {
        return store.whole(database, account, message).map(MessageViews::of).orElseThrow(() -> noMessage(message));
    }

    /// A conversation, oldest first; of one that is very long what is around a message. Its messages may be large, so
    /// that one after the other is in memory.
    ///
    /// @param opened the message; the newest when the conversation does not have it
    public ConversationView thread(long account, long thread, long opened) {
        var views = new TreeMap<Long, MessageView>();
        long texts = 0;
        var found = store.thread(database, account, thread, opened, LONGEST_THREAD + NEIGHBOURS);
        for (var threaded : found.subList(0, Math.min(found.size(), LONGEST_THREAD))) {
            var view = store.whole(database, account, threaded.message()).map(MessageViews::of);
            texts += view.map(MessageReader::texts).orElse(0L);
            if (texts > MOST_TEXT && !views.isEmpty()) {
                break;
            }
            view.ifPresent(shown -> views.put(threaded.place(), shown));
        }
        if (views.isEmpty()) {
            throw Refusal.notFound("There is no conversation " + thread + ".");
        }
        return new ConversationView(
                List.copyOf(views.descendingMap().values()),
                found.getFirst().whole(),
                at(found, views.lastKey() + 1),
                at(found, views.firstKey() - 1));
    }

    private static Optional<Long> at(List<Threaded> found, long place) {
        return found.stream()
                .filter(threaded -> threaded.place() == place)
                .map(Threaded::message)
                .findFirst();
    }

    private static long texts(MessageView view) {
        return view.text().map(String::length).orElse(0)
                + (long) view.html().map(String::length).orElse(0);
    }

    /// The octets as IMAP shows them.
    public byte[] raw(long account, long message) {
        return store.octets(database, account, message).orElseThrow(() -> noMessage(message));
    }

    /// A part, decoded.
    public DecodedPart part(long account, long message, String number) {
        var whole = store.whole(database, account, message).orElseThrow(() -> noMessage(message));
        Part part = MimeStructure.of(whole.octets())
                .part(number)
                .orElseThrow(() -> Refusal.notFound("The message has no part " + number + "."));
        var type = part.type().type() + "/" + part.type().subtype();
        var charset = part.type().isText() ? "; charset=" + part.type().charset() : "";
        return new DecodedPart(type + charset, part.fileName(), MessageText.octets(whole.octets(), part));
    }

    /// A part without its transfer encoding.
    public record DecodedPart(String contentType, Optional<String> fileName, byte[] octets) {}

    static Refusal noMessage(long message) {
        return Refusal.notFound("There is no message " + message + ".");
    }
}
