package org.posthorn.mailbox.message;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Octets of contents into memory once: the driver holds a value it receives two or three times, which does not matter
/// for a small one. A large one is asked for piece by piece.
public final class ContentPieces {
    private static final int PIECE = 1 << 20;

    /// Columns of a query that has `content` as `c`: the octets come with the row when they are few.
    public static final String COLUMNS = "c.content, octet_length(c.octets) AS length,"
            + " CASE WHEN octet_length(c.octets) <= " + PIECE + " THEN c.octets END AS octets";

    private static final String NEXT =
            "SELECT substring(octets FROM ? FOR ?) AS octets FROM content WHERE account = ? AND content = ?";

    /// What [#COLUMNS] brought.
    ///
    /// @param octets null when they are many
    public record Found(long content, int length, byte @Nullable [] octets) {
        public static Found of(Row row) throws SQLException {
            return new Found(row.number("content"), row.integer("length"), row.bytesOrNull("octets"));
        }
    }

    private ContentPieces() {}

    /// All octets; empty when the content went away meanwhile.
    public static Optional<byte[]> octets(Sql sql, long account, Found found) {
        return below(new byte[0], sql, account, found);
    }

    /// The same with something above them, in one array.
    public static Optional<byte[]> below(byte[] above, Sql sql, long account, Found found) {
        var few = found.octets();
        if (few != null && above.length == 0) {
            return Optional.of(few);
        }
        var all = Arrays.copyOf(above, above.length + found.length());
        if (few != null) {
            System.arraycopy(few, 0, all, above.length, few.length);
            return Optional.of(all);
        }
        for (int at = 0; at < found.length(); at += PIECE) {
            int length = Math.min(PIECE, found.length() - at);
            var piece = sql.queryOne(NEXT, row -> row.bytes("octets"), at + 1, length, account, found.content());
            if (piece.isEmpty()) {
                return Optional.empty();
            }
            System.arraycopy(piece.get(), 0, all, above.length + at, length);
        }
        return Optional.of(all);
    }
}
