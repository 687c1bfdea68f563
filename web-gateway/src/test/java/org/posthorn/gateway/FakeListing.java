package org.posthorn.gateway;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.Conversation;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.Page;
import org.posthorn.gateway.FakeServices.Refused;

/// Lists over the messages of a [FakeMailbox], as mailbox-service makes them.
final class FakeListing {
    private final List<MessageRow> all;

    FakeListing(List<FakeMailbox.Stored> stored) {
        all = stored.stream()
                .map(FakeMailbox.Stored::row)
                .sorted(Comparator.comparing(MessageRow::date).reversed())
                .toList();
    }

    private List<MessageRow> rows(long folder, String view) {
        return all.stream()
                .filter(row -> row.folder() == folder)
                .filter(row -> !view.equals("unread") || !row.flags().contains("\\Seen"))
                .filter(row -> !view.equals("starred") || row.flags().contains("\\Flagged"))
                .toList();
    }

    Page<MessageRow> messages(long folder, Map<String, String> query) {
        return page(rows(folder, view(query)), query);
    }

    Page<Conversation> conversations(long folder, Map<String, String> query) {
        var threads = new LinkedHashSet<Long>();
        var newest = rows(folder, view(query)).stream()
                .filter(row -> threads.add(row.thread()))
                .toList();
        var page = page(newest, query);
        return new Page<>(page.items().stream().map(this::conversation).toList(), page.next());
    }

    private Conversation conversation(MessageRow newest) {
        var rubbish = List.of(FakeMailbox.folder("trash"), FakeMailbox.folder("junk"));
        var rows = all.reversed().stream()
                .filter(row -> row.thread() == newest.thread())
                .filter(row -> row.folder() == newest.folder() || !rubbish.contains(row.folder()))
                .toList();
        var authors = rows.stream()
                .map(row -> new Address(row.from(), row.fromAddress()))
                .distinct()
                .toList();
        return new Conversation(
                newest,
                rows.size(),
                rows.stream().anyMatch(row -> !row.flags().contains("\\Seen")),
                rows.stream().anyMatch(row -> row.flags().contains("\\Flagged")),
                authors);
    }

    List<Long> ids(long folder, Map<String, String> query) {
        var threads = Arrays.stream(query.getOrDefault("thread", "").split(","))
                .filter(text -> !text.isEmpty())
                .map(Long::valueOf)
                .toList();
        return rows(folder, view(query)).stream()
                .filter(row -> threads.isEmpty() || threads.contains(row.thread()))
                .map(MessageRow::id)
                .toList();
    }

    Page<MessageRow> search(Map<String, String> query) {
        var wanted = query.getOrDefault("query", "").replace("\"", "").toLowerCase(Locale.ROOT);
        if (wanted.contains("is:blue")) {
            throw new Refused(400, "is: knows read, unread, starred and answered, not \"blue\".");
        }
        var words = Arrays.stream(wanted.split(" "))
                .map(word -> word.substring(word.indexOf(':') + 1))
                .toList();
        return page(
                all.stream()
                        .filter(row -> words.stream().allMatch(word -> text(row).contains(word)))
                        .toList(),
                query);
    }

    private static String text(MessageRow row) {
        return (row.from() + " " + row.subject() + " " + row.preview()).toLowerCase(Locale.ROOT);
    }

    private static String view(Map<String, String> query) {
        return query.getOrDefault("view", "all");
    }

    private static <T> Page<T> page(List<T> rows, Map<String, String> query) {
        int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
        int to = Math.min(from + Integer.parseInt(query.getOrDefault("limit", "50")), rows.size());
        return new Page<>(
                rows.subList(from, to), to < rows.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }
}
