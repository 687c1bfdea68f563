package org.posthorn.gateway.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.events.api.MailApi.Part;
import org.posthorn.gateway.content.BodyDocument;

/// Makes what the reader shows of a conversation.
final class ReaderView {
    private final MessageList.Place place;
    private final Instant now;
    private final ZoneId zone;
    private final Options options;

    /// @param open the message to show in full
    /// @param pictures remote pictures are shown
    /// @param text prefer the plain text
    record Options(long open, boolean pictures, boolean text, String own, String csrf) {}

    ReaderView(MessageList.Place place, Instant now, ZoneId zone, Options options) {
        this.place = place;
        this.now = now;
        this.zone = zone;
        this.options = options;
    }

    Reader of(long thread, List<MessageView> messages) {
        var letters = new ArrayList<Reader.Letter>();
        var opened = messages.getLast();
        for (var message : messages) {
            opened = message.row().id() == options.open() ? message : opened;
        }
        Optional<Reader.Letter> shown = Optional.empty();
        for (var message : messages) {
            boolean open = message.row().id() == opened.row().id();
            var letter = letter(message, open);
            letters.add(letter);
            shown = open ? Optional.of(letter) : shown;
        }
        var subject =
                opened.row().subject().isBlank() ? "(no subject)" : opened.row().subject();
        return new Reader(place, thread, subject, letters, shown.orElseThrow(), Optional.empty(), options.csrf());
    }

    private Reader.Letter letter(MessageView message, boolean open) {
        var row = message.row();
        boolean html = open
                && message.html().isPresent()
                && !(options.text() && message.text().isPresent());
        int remote = html && !options.pictures()
                ? BodyDocument.remotePictures(message.html().orElse(""))
                : 0;
        return new Reader.Letter(
                row.id(),
                row.from(),
                row.fromAddress(),
                row.from().isBlank() ? "?" : row.from().strip().substring(0, 1).toUpperCase(Locale.ROOT),
                Math.floorMod(row.fromAddress().toLowerCase(Locale.ROOT).hashCode(), 6),
                recipients(message),
                details(message),
                When.brief(row.date(), now, zone),
                When.full(row.date(), zone),
                row.preview(),
                open,
                Row.has(row.flags(), "\\Flagged"),
                !Row.has(row.flags(), "\\Seen"),
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
        if (address.address().equalsIgnoreCase(options.own())) {
            return "me";
        }
        return address.name().isBlank() ? address.address() : address.name();
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
        message.messageId().ifPresent(id -> lines.add("Message-ID: " + id));
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
        return address.name().isBlank() ? address.address() : address.name() + " <" + address.address() + ">";
    }

    private static List<Reader.File> files(MessageView message) {
        boolean html = message.html().isPresent();
        return message.parts().stream()
                .filter(part -> !(html && part.inline() && part.contentId().isPresent()))
                .map(part -> file(message.row().id(), part))
                .toList();
    }

    private static Reader.File file(long id, Part part) {
        var name = part.fileName().orElse("attachment-" + part.number());
        int dot = name.lastIndexOf('.');
        var kind = dot > 0 && name.length() - dot <= 5 ? name.substring(dot + 1) : "file";
        return new Reader.File(name, Amount.of(part.size()), "/m/" + id + "/part/" + part.number(), kind);
    }
}
