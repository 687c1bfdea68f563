package org.posthorn.gateway.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.Conversation;
import org.posthorn.events.api.MailApi.Folder;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.gateway.page.OneLine;

/// Makes the lines of a list.
final class RowView {
    /// In place of a subject that is not there.
    static final String NO_SUBJECT = "(no subject)";

    /// In place of an author who is not there (RFC 5322 §3.6 wants one).
    static final String NO_SENDER = "(no sender)";

    private static final int MOST_NAMES = 3;

    private final Asked asked;
    private final Map<Long, Folder> folders;
    private final Moment moment;
    private final List<String> words;

    record Moment(Instant now, ZoneId zone, Opened opened) {}

    /// What is open beside the list.
    ///
    /// @param message of that conversation, the one that was asked for
    record Opened(long thread, long message) {
        static final Opened NOTHING = new Opened(0, 0);
    }

    RowView(Asked asked, List<Folder> folders, Moment moment) {
        this.asked = asked;
        this.folders = folders.stream().collect(Collectors.toMap(Folder::id, each -> each));
        this.moment = moment;
        this.words = asked.search() ? Marked.words(asked.query()) : List.of();
    }

    Row of(MessageRow row) {
        boolean unread = !has(row.flags(), "\\Seen");
        return row(row, new Shown("id", row.id(), 1, unread, has(row.flags(), "\\Flagged")), who(row));
    }

    Row of(Conversation conversation) {
        var row = conversation.newest();
        var shown = new Shown(
                "thread", row.thread(), conversation.messages(), conversation.unread(), conversation.starred());
        return row(row, shown, isOutgoing(row) ? who(row) : names(conversation.authors()));
    }

    /// What differs between a message and a conversation.
    private record Shown(String tick, long ticked, int count, boolean unread, boolean starred) {}

    private Row row(MessageRow row, Shown shown, String who) {
        return new Row(
                shown.tick() + "-" + shown.ticked(),
                shown.tick(),
                shown.ticked(),
                row.thread(),
                use(row).equals("Drafts")
                        ? "/compose/" + row.id()
                        : asked.href(row.thread(), asked.grouped() ? 0 : row.id()),
                who,
                OneLine.of(row.subject(), NO_SUBJECT),
                OneLine.of(row.preview()),
                When.brief(row.date(), moment.now(), moment.zone()),
                When.full(row.date(), moment.zone()),
                row.date(),
                shown.unread(),
                shown.starred(),
                has(row.flags(), "\\Answered"),
                row.attachments(),
                asked.grouped()
                        ? row.thread() == moment.opened().thread()
                        : row.id() == moment.opened().message(),
                shown.count(),
                asked.search() ? folder(row) : "",
                words);
    }

    private String folder(MessageRow row) {
        var folder = folders.get(row.folder());
        return folder == null ? "" : FolderLink.name(folder);
    }

    private String use(MessageRow row) {
        var folder = folders.get(row.folder());
        return folder == null ? "" : folder.use().orElse("");
    }

    private boolean isOutgoing(MessageRow row) {
        return use(row).equals("Sent") || use(row).equals("Drafts");
    }

    private String who(MessageRow row) {
        if (!isOutgoing(row)) {
            return OneLine.of(row.from(), NO_SENDER);
        }
        return row.to().isEmpty() ? "(no recipient)" : "To: " + OneLine.of(String.join(", ", row.to()));
    }

    /// Who wrote in a conversation: one by the whole name, several by the first; of many the first and the
    /// last two.
    private String names(List<Address> authors) {
        if (authors.isEmpty()) {
            return NO_SENDER;
        }
        if (authors.size() == 1) {
            return name(authors.getFirst());
        }
        var names = authors.stream().map(this::brief).toList();
        if (names.size() <= MOST_NAMES) {
            return String.join(", ", names);
        }
        return names.getFirst() + " … " + String.join(", ", names.subList(names.size() - 2, names.size()));
    }

    private static String name(Address author) {
        return OneLine.of(author.name(), OneLine.of(author.address(), NO_SENDER));
    }

    private String brief(Address author) {
        if (asked.session().owns(author.address())) {
            return "me";
        }
        var name = name(author);
        int space = name.indexOf(' ');
        return space > 0 && !name.equals(NO_SENDER) && !name.contains("@") && !name.contains(",")
                ? name.substring(0, space)
                : name;
    }

    static boolean has(List<String> flags, String flag) {
        return flags.stream().anyMatch(flag::equalsIgnoreCase);
    }
}
