package org.posthorn.gateway.mail;

import io.micronaut.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.gateway.client.MailClient;
import org.posthorn.gateway.login.Preferences;
import org.posthorn.gateway.login.Session;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceError;

/// Asks mailbox-service for what a mail page shows.
public final class MailPages {
    private static final int PAGE = 50;
    private static final List<String> VIEWS = List.of("all", "unread", "starred");

    private final MailClient mail;
    private final Deliveries deliveries;
    private final InstantSource clock;
    private final boolean proxy;

    public MailPages(MailClient mail, Deliveries deliveries, InstantSource clock, boolean proxy) {
        this.deliveries = deliveries;
        this.mail = mail;
        this.clock = clock;
        this.proxy = proxy;
    }

    /// Which list is asked for.
    record Asked(Session session, String folder, Optional<String> cursor, String view) {
        Asked {
            if (!VIEWS.contains(view)) {
                throw Refusal.notFound("There is no such view.");
            }
        }
    }

    /// Which conversation is asked for.
    record Open(long thread, long message, boolean pictures, boolean text) {}

    MailPage page(HttpRequest<?> request, Asked asked, Toast toast) {
        var folders = folders(asked);
        var list = list(request, asked, place(folders, asked.folder()), 0);
        return new MailPage(
                asked.session().shell(request, list.place().title(), "mail"),
                Nav.of(folders, asked.folder()),
                list,
                Optional.empty(),
                toast);
    }

    MailPage page(HttpRequest<?> request, Asked asked, Open open) {
        var reader = reader(request, asked, open);
        var folders = folders(asked);
        var list = list(request, asked, place(folders, asked.folder()), open.thread());
        return new MailPage(
                asked.session().shell(request, reader.subject(), "mail"),
                Nav.of(folders, asked.folder()),
                list,
                Optional.of(reader),
                Toast.NONE);
    }

    Nav nav(Asked asked) {
        return Nav.of(folders(asked), asked.folder());
    }

    MessageList list(HttpRequest<?> request, Asked asked, long openThread) {
        return list(request, asked, place(folders(asked), asked.folder()), openThread);
    }

    private MessageList list(HttpRequest<?> request, Asked asked, MessageList.Place place, long openThread) {
        var session = asked.session();
        var page = mail.messages(session.account(), asked.folder(), asked.cursor(), PAGE, asked.view());
        var now = clock.instant();
        var zone = Preferences.zone(request);
        var rows = page.items().stream()
                .map(row -> Row.of(row, place, openThread, now, zone))
                .toList();
        var older = page.next()
                .map(cursor -> "/mail/" + asked.folder() + "?view=" + asked.view() + "&cursor="
                        + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        return new MessageList(place, asked.view(), rows, older, asked.cursor().isEmpty(), session.csrf());
    }

    Reader reader(HttpRequest<?> request, Asked asked, Open open) {
        var session = asked.session();
        var messages = thread(session, open.thread());
        var place = place(folders(asked), asked.folder());
        boolean pictures = open.pictures() && proxy && !place.junk();
        var options = new ReaderView.Options(open.message(), pictures, open.text(), session.address(), session.csrf());
        var reader =
                new ReaderView(place, clock.instant(), Preferences.zone(request), options).of(open.thread(), messages);
        if (reader.opened().unread()) {
            markRead(session, reader.opened().id());
        }
        long opened = reader.opened().id();
        return reader.delivered(messages.stream()
                .filter(message -> message.row().id() == opened && isOwn(session, message))
                .flatMap(message -> message.messageId().stream())
                .flatMap(id -> deliveries.of(session.account(), id).stream())
                .findFirst());
    }

    private static boolean isOwn(Session session, MessageView message) {
        return session.addresses().contains(message.row().fromAddress().toLowerCase(Locale.ROOT));
    }

    private List<MessageView> thread(Session session, long thread) {
        try {
            var messages = mail.thread(session.account(), thread);
            if (!messages.isEmpty()) {
                return messages;
            }
        } catch (ServiceError.Refused e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        throw Refusal.notFound("That conversation is gone.");
    }

    private void markRead(Session session, long id) {
        mail.flag(session.account(), new FlagChange(List.of(id), List.of("\\Seen"), List.of()));
    }

    private List<Folder> folders(Asked asked) {
        return mail.folders(asked.session().account());
    }

    private static MessageList.Place place(List<Folder> folders, String slug) {
        return folders.stream()
                .filter(folder -> FolderLink.slug(folder).equals(slug))
                .findFirst()
                .map(folder -> MessageList.Place.of(folder, folders))
                .orElseThrow(() -> Refusal.notFound("There is no such folder."));
    }
}
