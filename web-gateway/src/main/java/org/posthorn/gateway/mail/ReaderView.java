package org.posthorn.gateway.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.ConversationView;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Part;
import org.posthorn.gateway.content.BodyDocument;
import org.posthorn.gateway.page.FileName;
import org.posthorn.gateway.page.OneLine;

/// Makes what the reader shows of a conversation.
final class ReaderView {
    private final MessageList.Place place;
    private final Instant now;
    private final ZoneId zone;
    private final Options options;

    /// As many unread messages of a conversation are shown in full at once.
    private static final int MOST_OPEN = 5;

    /// @param open the message to show in full; 0 for the newest
    /// @param pictures remote pictures are shown
    /// @param text prefer the plain text
    record Options(Asked asked, long open, boolean pictures, boolean text) {}

    ReaderView(MessageList.Place place, Instant now, ZoneId zone, Options options) {
        this.place = place;
        this.now = now;
        this.zone = zone;
        this.options = options;
    }

    /// @param messages those of it that are shown
    Reader of(ConversationView conversation, List<MessageView> messages) {
        var opened = messages.stream()
                .filter(message -> message.row().id() == options.open())
                .findFirst()
                .orElse(messages.getLast());
        var open = open(messages, opened);
        var letters = messages.stream().map(message -> letter(message, open)).toList();
        var shown = letters.get(messages.indexOf(opened));
        var subject = OneLine.of(opened.row().subject(), RowView.NO_SUBJECT);
        var asked = options.asked();
        var list = new Reader.Back(
                asked.here(), asked.view(), asked.query(), asked.cursor().orElse(""));
        boolean whole = asked.grouped();
        long thread = opened.row().thread();
        var others = others(thread, conversation, letters.size());
        long start = shown.id() == options.open()
                ? shown.id()
                : letters.stream()
                        .filter(Reader.Letter::open)
                        .findFirst()
                        .orElse(shown)
                        .id();
        return new Reader(place, list, whole, thread, subject, letters, shown, start, others, Map.of(), csrf());
    }

    /// What is thrown away counts only where not all are here, since then nobody knows what lies where.
    private Reader.Others others(long thread, ConversationView conversation, int shown) {
        boolean cut = conversation.older().isPresent() || conversation.newer().isPresent();
        return new Reader.Others(
                cut ? shown + " of " + conversation.whole() + " messages" : shown > 1 ? shown + " messages" : "",
                conversation.older().map(id -> options.asked().href(thread, id)),
                conversation.newer().map(id -> options.asked().href(thread, id)));
    }

    private String csrf() {
        return options.asked().session().csrf();
    }

    /// The opened message, and the last of those that are unread in its conversation.
    private List<Long> open(List<MessageView> messages, MessageView opened) {
        var open = new ArrayList<Long>();
        open.add(opened.row().id());
        for (var message : messages.reversed()) {
            boolean unread = !RowView.has(message.row().flags(), "\\Seen");
            boolean another = message.row().id() != opened.row().id();
            if (options.asked().grouped() && unread && another && open.size() < MOST_OPEN) {
                open.add(message.row().id());
            }
        }
        return open;
    }

    private Reader.Letter letter(MessageView message, List<Long> shown) {
        var row = message.row();
        boolean open = shown.contains(row.id());
        boolean html = open
                && message.html().isPresent()
                && !(options.text() && message.text().isPresent());
        int remote = html && !options.pictures()
                ? BodyDocument.remotePictures(message.html().orElse(""))
                : 0;
        return new Reader.Letter(
                row.id(),
                options.asked().href(row.thread(), row.id()),
                OneLine.of(row.from(), RowView.NO_SENDER),
                OneLine.of(row.fromAddress()),
                OneLine.of(row.from(), "?").strip().substring(0, 1).toUpperCase(Locale.ROOT),
                Math.floorMod(row.fromAddress().toLowerCase(Locale.ROOT).hashCode(), 6),
                recipients(message),
                details(message),
                When.brief(row.date(), now, zone),
                When.full(row.date(), zone),
                OneLine.of(row.preview()),
                open,
                RowView.has(row.flags(), "\\Flagged"),
                !RowView.has(row.flags(), "\\Seen"),
                html,
                open && !html ? PlainText.lines(plain(message)) : List.of(),
                remote,
                options.pictures(),
                "/m/" + row.id() + "/body" + (options.pictures() ? "?img=1" : ""),
                open ? files(message) : List.of(),
                open ? SenderChecks.of(message.authenticationResults()) : List.of());
    }

    private static String plain(MessageView message) {
        return message.text()
                .or(() -> message.html().map(html -> Jsoup.parse(html).wholeText()))
                .filter(text -> !text.isBlank())
                .orElse("(This message has no text.)");
    }

    private String recipients(MessageView message) {
        var all = new ArrayList<String>();
        for (var address : message.to()) {
            all.add(person(address));
        }
        for (var address : message.cc()) {
            all.add(person(address));
        }
        return all.isEmpty() ? "undisclosed recipients" : String.join(", ", all);
    }

    private String person(Address address) {
        if (options.asked().session().owns(address.address())) {
            return "me";
        }
        return OneLine.of(address.name(), OneLine.of(address.address()));
    }

    private static String details(MessageView message) {
        var lines = new ArrayList<String>();
        add(lines, "From", message.from());
        if (!message.replyTo().equals(message.from())) {
            add(lines, "Reply-To", message.replyTo());
        }
        add(lines, "To", message.to());
        add(lines, "Cc", message.cc());
        add(lines, "Bcc", message.bcc());
        message.messageId().ifPresent(id -> lines.add("Message-ID: " + OneLine.of(id)));
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, String name, List<Address> addresses) {
        if (!addresses.isEmpty()) {
            lines.add(name + ": "
                    + String.join(
                            ", ", addresses.stream().map(ReaderView::whole).toList()));
        }
    }

    private static String whole(Address address) {
        var name = OneLine.of(address.name());
        var written = OneLine.of(address.address());
        return name.isBlank() ? written : name + " <" + written + ">";
    }

    private static List<Reader.File> files(MessageView message) {
        boolean html = message.html().isPresent();
        return message.parts().stream()
                .filter(part -> !(html && part.inline() && part.contentId().isPresent()))
                .map(part -> file(message.row().id(), part))
                .toList();
    }

    private static Reader.File file(long id, Part part) {
        var name = FileName.of(part.fileName().orElse(""), "attachment-" + part.number());
        int dot = name.lastIndexOf('.');
        var kind = dot > 0 && name.length() - dot <= 5 ? name.substring(dot + 1) : "file";
        return new Reader.File(name, Amount.of(part.size()), "/m/" + id + "/part/" + part.number(), kind);
    }
}
