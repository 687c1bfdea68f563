package org.posthorn.mailbox.account;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Limits of what accounts store. Those that count stand in the mailbox's row, where each change of the usage meets
/// them.
final class QuotaStore {
    private static final String SELECT = """
            SELECT m.bytes, m.messages, m.quota_bytes, m.quota_messages, a.over_quota_since,
                   a.quota_bytes AS own_bytes, a.quota_messages AS own_messages,
                   floor(greatest(m.bytes / (nullif(m.quota_bytes, 0) / 100.0),
                                  m.messages / (nullif(m.quota_messages, 0) / 100.0), 0))::bigint AS percent
              FROM mailbox m JOIN account a ON a.account = m.account
             WHERE m.account = ?
            """;
    private static final String SET_ACCOUNT =
            "UPDATE account SET quota_bytes = ?, quota_messages = ? WHERE account = ?";
    private static final String SET_DOMAIN = "UPDATE domain SET quota_bytes = ?, quota_messages = ? WHERE domain = ?";
    private static final String OF_DOMAIN = "SELECT quota_bytes, quota_messages FROM domain WHERE domain = ?";
    private static final String COUNTING = """
            SELECT m.account, coalesce(a.quota_bytes, d.quota_bytes, ?) AS bytes,
                   coalesce(a.quota_messages, d.quota_messages, ?) AS messages
              FROM mailbox m JOIN account a ON a.account = m.account
              JOIN domain d ON d.domain = split_part(a.primary_address, '@', -1)
             WHERE %s AND (m.quota_bytes, m.quota_messages) <> (coalesce(a.quota_bytes, d.quota_bytes, ?),
                                                               coalesce(a.quota_messages, d.quota_messages, ?))
             ORDER BY m.account FOR UPDATE OF m
            """;
    private static final String REFRESH = """
            WITH counting AS (%s)
            UPDATE mailbox SET quota_bytes = counting.bytes, quota_messages = counting.messages
              FROM counting WHERE mailbox.account = counting.account
            """;
    private static final String REFRESH_ALL = REFRESH.formatted(COUNTING.formatted("true"));
    private static final String REFRESH_DOMAIN = REFRESH.formatted(COUNTING.formatted("d.domain = ?"));
    private static final String REFRESH_ACCOUNT = REFRESH.formatted(COUNTING.formatted("m.account = ?"));

    /// What the settings say.
    record Defaults(long bytes, long messages) {}

    Optional<Quota> quota(Sql sql, AccountId account) {
        return sql.queryOne(SELECT, QuotaStore::read, account);
    }

    void limitAccount(Sql sql, AccountId account, QuotaLimits limits) {
        sql.update(SET_ACCOUNT, limits.bytes(), limits.messages(), account);
    }

    void limitDomain(Sql sql, String domain, QuotaLimits limits) {
        sql.update(SET_DOMAIN, limits.bytes(), limits.messages(), domain);
    }

    Optional<QuotaLimits> ofDomain(Sql sql, String domain) {
        return sql.queryOne(
                OF_DOMAIN,
                row -> new QuotaLimits(row.optionalNumber("quota_bytes"), row.optionalNumber("quota_messages")),
                domain);
    }

    void refreshAll(Sql sql, Defaults defaults) {
        refresh(sql, REFRESH_ALL, defaults, List.of());
    }

    void refreshDomain(Sql sql, Defaults defaults, String domain) {
        refresh(sql, REFRESH_DOMAIN, defaults, List.of(domain));
    }

    void refreshAccount(Sql sql, Defaults defaults, AccountId account) {
        refresh(sql, REFRESH_ACCOUNT, defaults, List.of(account));
    }

    private static void refresh(Sql sql, String statement, Defaults defaults, List<Object> which) {
        var arguments = new ArrayList<Object>(List.of(defaults.bytes(), defaults.messages()));
        arguments.addAll(which);
        arguments.addAll(List.of(defaults.bytes(), defaults.messages()));
        sql.update(statement, arguments.toArray());
    }

    private static Quota read(Row row) throws SQLException {
        return new Quota(
                row.number("bytes"),
                row.number("messages"),
                row.number("quota_bytes"),
                row.number("quota_messages"),
                (int) Math.min(row.number("percent"), Integer.MAX_VALUE),
                new QuotaLimits(row.optionalNumber("own_bytes"), row.optionalNumber("own_messages")),
                row.optionalInstant("over_quota_since"));
    }
}
