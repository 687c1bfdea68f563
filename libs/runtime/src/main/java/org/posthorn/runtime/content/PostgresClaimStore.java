package org.posthorn.runtime.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Content;
import org.posthorn.events.MessageId;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// The claim store in PostgreSQL, schema `claims`: a row of at most 1 MiB for each piece, so that neither side ever
/// holds a large message whole.
public final class PostgresClaimStore implements ClaimStore {
    private static final int PIECE = 1 << 20;

    private static final String DELETE_PIECES = "DELETE FROM piece WHERE name = ?";
    private static final String INSERT_PIECE = "INSERT INTO piece (name, number, octets) VALUES (?, ?, ?)";
    private static final String STORED_BEFORE = """
        SELECT split_part(name, '/', 1) AS message FROM piece
         WHERE length(split_part(name, '/', 1)) = 26
         GROUP BY 1 HAVING max(stored_at) < ? ORDER BY max(stored_at) LIMIT ?
        """;
    private static final String DELETE_MESSAGE = "DELETE FROM piece WHERE split_part(name, '/', 1) = ?";
    private static final String READ_PIECE = "SELECT octets FROM piece WHERE name = ? AND number = ?";

    private final Database database;

    /// @param database the schema `claims`
    public PostgresClaimStore(Database database) {
        this.database = database;
    }

    @Override
    public Content.Claimed store(String name, InputStream octets, long size) throws IOException {
        try {
            database.run(tx -> write(tx, name, octets, size));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Content.Claimed(name, size);
    }

    private static void write(Transaction tx, String name, InputStream octets, long size) {
        tx.update(DELETE_PIECES, name);
        long left = size;
        try {
            for (int number = 0; left > 0; number++) {
                byte[] piece = octets.readNBytes((int) Math.min(PIECE, left));
                if (piece.length == 0) {
                    throw new IOException("the content ended " + left + " octets too early");
                }
                tx.update(INSERT_PIECE, name, number, piece);
                left -= piece.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream open(Content.Claimed claimed) {
        var first = piece(claimed.reference(), 0);
        if (first == null && claimed.size() > 0) {
            throw new MissingClaim(claimed.reference());
        }
        return new Pieces(claimed.reference(), first == null ? new byte[0] : first);
    }

    private byte @Nullable [] piece(String name, int number) {
        return database.queryOne(READ_PIECE, row -> row.bytes("octets"), name, number)
                .orElse(null);
    }

    /// Messages with octets that were all stored before this, the oldest first.
    ///
    /// @param limit at most so many
    public Set<MessageId> storedBefore(Instant time, int limit) {
        return new LinkedHashSet<>(
                database.query(STORED_BEFORE, row -> new MessageId(row.text("message")), time, limit));
    }

    /// Takes the octets of these messages away, whatever they are for.
    public void delete(Collection<MessageId> messages) {
        for (var id : messages) {
            database.update(DELETE_MESSAGE, id.value());
        }
    }

    /// Reads piece after piece; each is a query of its own, so that a slow reader holds no connection.
    private final class Pieces extends InputStream {
        private final String name;
        private boolean ended;
        private byte[] current;
        private int position;
        private int number;

        Pieces(String name, byte[] first) {
            this.name = name;
            this.current = first;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (position == current.length && !advance()) {
                return -1;
            }
            int count = Math.min(length, current.length - position);
            System.arraycopy(current, position, into, offset, count);
            position += count;
            return count;
        }

        private boolean advance() {
            if (ended) {
                return false;
            }
            var next = piece(name, ++number);
            if (next == null) {
                ended = true;
                current = new byte[0];
                position = 0;
                return false;
            }
            current = next;
            position = 0;
            return true;
        }
    }
}
