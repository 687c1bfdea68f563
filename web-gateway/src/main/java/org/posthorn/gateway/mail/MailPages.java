package org.posthorn.gateway.mail;

import io.micronaut.http.HttpRequest;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.api.MailApi.ConversationView;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.Page;
import org.posthorn.gateway.client.AccountsClient;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// Asks mailbox-service for what a mail page shows.
public final class MailPages {
    private static final int PAGE = 50;

    private final MailClient mail;
    private final AccountsClient accounts;
    private final Deliveries deliveries;
    private final InstantSource clock;
    private final boolean proxy;

    public MailPages(
            MailClient mail, AccountsClient accounts, Deliveries deliveries, InstantSource clock, boolean proxy) {
        this.accounts = accounts;
        this.deliveries = deliveries;
        this.mail = mail;
        this.clock = clock;
        this.proxy = proxy;
    }

    /// Which conversation is asked for.
    record Open(long thread, long message, boolean pictures, boolean text) {}

    MailPage page(HttpRequest<?> request, Asked asked, Toast toast) {
        var folders = folders(asked);
        var list = list(request, asked, folders, RowView.Opened.NOTHING);
        return new MailPage(
                asked.session().shell(request, list.place().title(), "mail"),
                nav(asked, folders),
                list,
                Optional.empty(),
                toast);
    }

    MailPage page(HttpRequest<?> request, Asked asked, Open open) {
        var reader = reader(request, asked, open);
        var folders = folders(asked);
        var opened = new RowView.Opened(open.thread(), reader.opened().id());
        var list = list(request, asked, folders, opened);
        return new MailPage(
                asked.session().shell(request, reader.subject(), "mail"),
                nav(asked, folders),
                list,
                Optional.of(reader),
                Toast.NONE);
    }

    Nav nav(Asked asked) {
        return nav(asked, folders(asked));
    }

    private Nav nav(Asked asked, List<Folder> folders) {
        return Nav.of(folders, asked.folder(), accounts.quota(asked.session().address()));
    }

    MessageList list(HttpRequest<?> request, Asked asked) {
        return list(request, asked, folders(asked), RowView.Opened.NOTHING);
    }

    private MessageList list(HttpRequest<?> request, Asked asked, List<Folder> folders, RowView.Opened opened) {
        var view = new RowView(asked, folders, new RowView.Moment(clock.instant(), Preferences.zone(request), opened));
        var place = place(asked, folders, Optional.empty());
        try {
            var page = asked.search() ? found(asked, view) : rows(asked, view);
            // all that was on that page is gone
            return page.items().isEmpty() && asked.cursor().isPresent()
                    ? list(request, asked.newest(), folders, opened)
                    : list(asked, place, page, "");
        } catch (ServiceError.Refused e) {
            if (!asked.search() || e.status() != 400) {
                throw e;
            }
            return list(asked, place, new Page<>(List.of(), Optional.empty()), String.valueOf(e.getMessage()));
        }
    }

    private static MessageList list(Asked asked, MessageList.Place place, Page<Row> page, String mistake) {
        return new MessageList(
                place,
                asked.here(),
                asked.href(),
                asked.view(),
                asked.query(),
                asked.grouped(),
                page.items(),
                page.next().map(asked::href),
                asked.cursor().orElse(""),
                mistake,
                asked.session().csrf());
    }

    private Page<Row> found(Asked asked, RowView view) {
        if (asked.query().isBlank()) {
            return new Page<>(List.of(), Optional.empty());
        }
        var page = mail.search(asked.session().account(), asked.query(), asked.cursor(), PAGE);
        return new Page<>(page.items().stream().map(view::of).toList(), page.next());
    }

    private Page<Row> rows(Asked asked, RowView view) {
        var account = asked.session().account();
        if (asked.grouped()) {
            var page = mail.conversations(account, asked.folder(), asked.cursor(), PAGE, asked.view());
            return new Page<>(page.items().stream().map(view::of).toList(), page.next());
        }
        var page = mail.messages(account, asked.folder(), asked.cursor(), PAGE, asked.view());
        return new Page<>(page.items().stream().map(view::of).toList(), page.next());
    }

    Reader reader(HttpRequest<?> request, Asked asked, Open open) {
        var session = asked.session();
        var folders = folders(asked);
        var thread = thread(session, open);
        var messages = shown(thread.messages(), asked, folders, open.message());
        var folder = messages.stream()
                .filter(message -> message.row().id() == open.message())
                .flatMap(message -> folders.stream()
                        .filter(each -> each.id() == message.row().folder()))
                .findFirst();
        var place = place(asked, folders, folder);
        boolean pictures = open.pictures() && proxy && !place.junk();
        var options = new ReaderView.Options(asked, open.message(), pictures, open.text());
        var reader = new ReaderView(place, clock.instant(), Preferences.zone(request), options).of(thread, messages);
        markRead(session, reader);
        return reader.delivered(deliveries(request, reader, messages, folders));
    }

    private Map<Long, Deliveries.Delivery> deliveries(
            HttpRequest<?> request, Reader reader, List<MessageView> messages, List<Folder> folders) {
        var session = Session.of(request);
        var open = reader.letters().stream()
                .filter(Reader.Letter::open)
                .map(Reader.Letter::id)
                .toList();
        var own = messages.stream()
                .filter(message -> open.contains(message.row().id())
                        && session.owns(message.row().fromAddress()))
                .toList();
        var found = new HashMap<Long, Deliveries.Delivery>();
        for (var message : toldAt(own, folders)) {
            message.messageId()
                    .flatMap(id -> deliveries.of(session.account(), id, Preferences.zone(request)))
                    .ifPresent(delivery -> found.put(message.row().id(), delivery));
        }
        return found;
    }

    /// What its sender got too is there twice, and what became of it is told once: at the copy in Sent.
    static List<MessageView> toldAt(List<MessageView> messages, List<Folder> folders) {
        var sent = folders.stream()
                .filter(folder -> folder.use().equals(Optional.of("Sent")))
                .map(Folder::id)
                .toList();
        var told = new HashSet<String>();
        return messages.stream()
                .sorted(Comparator.comparing(
                        message -> !sent.contains(message.row().folder())))
                .filter(message -> message.messageId().filter(told::add).isPresent())
                .toList();
    }

    /// What was thrown away is not part of a conversation any more, unless it is looked at where it lies.
    private static List<MessageView> shown(List<MessageView> thread, Asked asked, List<Folder> folders, long opened) {
        var rubbish = folders.stream()
                .filter(folder -> folder.use()
                        .filter(use -> use.equals("Trash") || use.equals("Junk"))
                        .isPresent())
                .filter(folder -> !FolderLink.slug(folder).equals(asked.folder()))
                .map(Folder::id)
                .toList();
        var kept = thread.stream()
                .filter(message -> message.row().id() == opened
                        || !rubbish.contains(message.row().folder()))
                .toList();
        return kept.isEmpty() ? thread : kept;
    }

    private ConversationView thread(Session session, Open open) {
        try {
            var thread = mail.thread(session.account(), open.thread(), open.message());
            if (!thread.messages().isEmpty()) {
                return thread;
            }
        } catch (ServiceError.Refused e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        throw Refusal.notFound("That conversation is gone.");
    }

    /// What is shown in full: of what is one line nothing was read.
    private void markRead(Session session, Reader reader) {
        var unread = reader.letters().stream()
                .filter(letter -> letter.unread() && letter.open())
                .map(Reader.Letter::id)
                .toList();
        if (!unread.isEmpty()) {
            mail.flag(session.account(), new FlagChange(unread, List.of("\\Seen"), List.of()));
        }
    }

    private List<Folder> folders(Asked asked) {
        return mail.folders(asked.session().account());
    }

    /// @param folder where the opened message lies, among the results of a search
    private static MessageList.Place place(Asked asked, List<Folder> folders, Optional<Folder> folder) {
        if (asked.search()) {
            return MessageList.Place.search(folders, folder);
        }
        return folders.stream()
                .filter(each -> FolderLink.slug(each).equals(asked.folder()))
                .findFirst()
                .map(each -> MessageList.Place.of(each, folders))
                .orElseThrow(() -> Refusal.notFound("There is no such folder."));
    }
}
