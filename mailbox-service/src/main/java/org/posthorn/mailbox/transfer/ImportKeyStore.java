package org.posthorn.mailbox.transfer;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Remembers what was imported, also after the message is gone.
final class ImportKeyStore {
    private static final String KNOWN = "SELECT key FROM imported WHERE account = ? AND key = ANY (?)";
    /// In one order, so that no two wait for each other.
    private static final String REMEMBER = """
            INSERT INTO imported (account, key) SELECT ?, k FROM unnest(?::bytea[]) AS k ORDER BY k
            ON CONFLICT DO NOTHING RETURNING key
            """;

    Set<String> known(Sql sql, AccountId account, List<String> keys) {
        return sql.query(KNOWN, row -> HexFormat.of().formatHex(row.bytes("key")), account, octets(keys)).stream()
                .collect(Collectors.toSet());
    }

    /// @return those that are new
    Set<String> remember(Transaction tx, AccountId account, List<String> keys) {
        return tx.query(REMEMBER, row -> HexFormat.of().formatHex(row.bytes("key")), account, octets(keys)).stream()
                .collect(Collectors.toSet());
    }

    private static List<byte[]> octets(List<String> keys) {
        return keys.stream().map(HexFormat.of()::parseHex).toList();
    }
}
