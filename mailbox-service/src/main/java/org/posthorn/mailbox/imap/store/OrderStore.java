package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.imap.grammar.Command.SortField;
import org.posthorn.mailbox.imap.order.SortKey;
import org.posthorn.mailbox.imap.order.SortKey.Keyed;
import org.posthorn.mailbox.imap.order.Threadable;
import org.posthorn.mailbox.message.SubjectKey;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.RowMapper;
import org.posthorn.runtime.sql.Sql;

/// Reads what SORT and THREAD go by: columns only, never octets.
public final class OrderStore {
    private static final String SELECT = "SELECT m.uid, ";
    private static final String OF_MESSAGES = " FROM message m";
    private static final String WITH_CONTENT =
            " FROM message m JOIN content c ON c.account = m.account AND c.content = m.content";
    private static final String WHERE = " WHERE m.account = ? AND m.folder = ? AND m.uid ";
    private static final String THREAD_COLUMNS =
            "coalesce(c.sent_at, m.received_at) AS sent, c.subject, c.message_id, c.refs";
    /// So many are named one by one; more are taken out of their whole range.
    private static final int MOST_NAMED = 2_000;

    /// Messages of one folder, ascending.
    public record Wanted(AccountId account, long folder, long[] uids) {}

    /// The keys of each message in the order of the columns.
    public List<Keyed> keys(Sql sql, Wanted wanted, List<SortField> fields) {
        var columns = new ArrayList<String>();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(column(fields.get(i)) + " AS k" + i);
        }
        boolean ofMessages = columns.stream().noneMatch(column -> column.contains("c."));
        var select = String.join(", ", columns) + (ofMessages ? OF_MESSAGES : WITH_CONTENT);
        return read(sql, select, wanted, row -> keyed(row, fields)).stream()
                .filter(keyed -> Arrays.binarySearch(wanted.uids(), keyed.uid()) >= 0)
                .toList();
    }

    public List<Threadable> threadables(Sql sql, Wanted wanted) {
        return read(sql, THREAD_COLUMNS + WITH_CONTENT, wanted, OrderStore::threadable).stream()
                .filter(message -> Arrays.binarySearch(wanted.uids(), message.uid()) >= 0)
                .collect(Collectors.toList());
    }

    private static <T> List<T> read(Sql sql, String select, Wanted wanted, RowMapper<T> mapper) {
        var uids = wanted.uids();
        if (uids.length == 0) {
            return List.of();
        }
        var from = SELECT + select + WHERE;
        return uids.length <= MOST_NAMED
                ? sql.query(from + "= ANY (?) ORDER BY m.uid", mapper, wanted.account(), wanted.folder(), uids)
                : sql.query(
                        from + "BETWEEN ? AND ? ORDER BY m.uid",
                        mapper,
                        wanted.account(),
                        wanted.folder(),
                        uids[0],
                        uids[uids.length - 1]);
    }

    private static String column(SortField field) {
        return switch (field) {
            case ARRIVAL -> "m.received_at";
            case DATE -> "coalesce(c.sent_at, m.received_at)";
            case SIZE -> "m.size";
            case SUBJECT -> "c.subject";
            case FROM -> "c.author_address";
            case TO -> "c.to_mailbox";
            case CC -> "c.cc_mailbox";
            case DISPLAYFROM -> "c.author";
            case DISPLAYTO -> "coalesce(c.recipients[1], '')";
        };
    }

    private static Keyed keyed(Row row, List<SortField> fields) throws SQLException {
        var keys = new ArrayList<SortKey>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            keys.add(key(row, fields.get(i), "k" + i));
        }
        return new Keyed(row.number("uid"), keys);
    }

    private static SortKey key(Row row, SortField field, String column) throws SQLException {
        return switch (field) {
            case ARRIVAL, DATE -> SortKey.Amount.of(row.instant(column));
            case SIZE -> new SortKey.Amount(row.number(column));
            case SUBJECT -> SortKey.Text.of(SubjectKey.of(row.text(column)).text());
            case FROM -> SortKey.Text.of(localPart(row.text(column)));
            case TO, CC, DISPLAYFROM, DISPLAYTO -> SortKey.Text.of(row.text(column));
        };
    }

    private static String localPart(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    private static Threadable threadable(Row row) throws SQLException {
        Instant sentAt = row.instant("sent");
        return new Threadable(
                row.number("uid"),
                sentAt,
                SubjectKey.of(row.text("subject")),
                row.optionalText("message_id").map(OrderStore::bare),
                row.texts("refs"));
    }

    /// Without what some software writes around it.
    private static String bare(String messageId) {
        int open = messageId.indexOf('<');
        int close = messageId.indexOf('>', Math.max(0, open));
        return open >= 0 && close > open ? messageId.substring(open, close + 1) : messageId;
    }
}
