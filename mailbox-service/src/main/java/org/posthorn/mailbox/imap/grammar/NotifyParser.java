package org.posthorn.mailbox.imap.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Event;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Filter;
import org.posthorn.mailbox.imap.grammar.NotifyRequest.Group;

/// Reads NOTIFY (RFC 5465 §8).
final class NotifyParser {
    private static final int MOST_GROUPS = 100;
    private static final int MOST_NAMES = 1_000;
    private static final String SUPPORTED =
            Arrays.stream(Event.values()).map(Event::label).collect(Collectors.joining(" "));

    private final Tokens tokens;
    private int names;

    NotifyParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Command read() {
        return switch (tokens.word()) {
            case "NONE" -> new Command.Notify(NotifyRequest.NONE);
            case "SET" -> new Command.Notify(set());
            default -> throw new SyntaxFault("NOTIFY is SET or NONE");
        };
    }

    private NotifyRequest set() {
        boolean status = tokens.takeWord(" STATUS");
        var groups = new ArrayList<Group>();
        while (tokens.takeIf(' ')) {
            groups.add(group());
            if (groups.size() > MOST_GROUPS) {
                throw tooMuch();
            }
        }
        if (groups.isEmpty()) {
            throw new SyntaxFault("NOTIFY SET needs events");
        }
        if (groups.stream()
                        .filter(group -> group.filter() instanceof Filter.Selected)
                        .count()
                > 1) {
            throw new SyntaxFault("The selected mailbox is named twice");
        }
        return new NotifyRequest(status, groups);
    }

    private static SyntaxFault tooMuch() {
        return new SyntaxFault("[NOTIFICATIONOVERFLOW] Too many mailboxes are to be watched");
    }

    private Group group() {
        tokens.expect('(');
        var filter = filter();
        tokens.space();
        var group = tokens.takeWord("NONE") ? new Group(filter, Set.of(), List.of()) : events(filter);
        tokens.expect(')');
        return group;
    }

    private Filter filter() {
        return switch (tokens.word()) {
            case "SELECTED" -> new Filter.Selected(false);
            case "SELECTED-DELAYED" -> new Filter.Selected(true);
            case "INBOXES" -> new Filter.Inboxes();
            case "PERSONAL" -> new Filter.Personal();
            case "SUBSCRIBED" -> new Filter.Subscribed();
            case "SUBTREE" -> new Filter.Subtree(names());
            case "MAILBOXES" -> new Filter.Named(names());
            default -> throw new SyntaxFault("Unknown kind of mailboxes in NOTIFY");
        };
    }

    private Set<String> names() {
        tokens.space();
        if (!tokens.takeIf('(')) {
            return Set.of(tokens.astring());
        }
        var read = new HashSet<String>();
        do {
            read.add(tokens.astring());
            if (++names > MOST_NAMES) {
                throw tooMuch();
            }
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        return read;
    }

    private Group events(Filter filter) {
        var events = EnumSet.noneOf(Event.class);
        List<FetchItem> items = List.of();
        tokens.expect('(');
        do {
            var event = event();
            events.add(event);
            if (event == Event.MESSAGE_NEW && tokens.takeWord(" (")) {
                tokens.back();
                items = new FetchParser(tokens).read();
            }
        } while (tokens.takeIf(' '));
        tokens.expect(')');
        check(filter, events, items);
        return new Group(filter, events, items);
    }

    private Event event() {
        var word = tokens.atom();
        return Arrays.stream(Event.values())
                .filter(event -> event.label().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new SyntaxFault("[BADEVENT (" + SUPPORTED + ")] There are no such events here"));
    }

    /// RFC 5465 §5, §6.1.
    private static void check(Filter filter, Set<Event> events, List<FetchItem> items) {
        boolean some = events.stream().anyMatch(Event::isOfMessages);
        if (some && !(events.contains(Event.MESSAGE_NEW) && events.contains(Event.MESSAGE_EXPUNGE))) {
            throw new SyntaxFault("MessageNew and MessageExpunge belong together, and FlagChange needs both");
        }
        boolean selected = filter instanceof Filter.Selected;
        if (selected && !events.stream().allMatch(Event::isOfMessages)) {
            throw new SyntaxFault("The selected mailbox has events of messages only");
        }
        if (!selected && !items.isEmpty()) {
            throw new SyntaxFault("Messages are fetched in the selected mailbox only");
        }
    }
}
