package org.posthorn.runtime.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of a result, read by column name. A column that may be NULL is read with an `…OrNull` method or as an
/// [Optional]; NULL elsewhere is an error.
public final class Row {
    private final ResultSet row;

    Row(ResultSet row) {
        this.row = row;
    }

    public String text(String column) throws SQLException {
        return required(row.getString(column), column);
    }

    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public @Nullable String textOrNull(String column) throws SQLException {
        return row.getString(column);
    }

    public int integer(String column) throws SQLException {
        return row.getInt(column);
    }

    public long number(String column) throws SQLException {
        return row.getLong(column);
    }

    public Optional<Long> optionalNumber(String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    public boolean flag(String column) throws SQLException {
        return row.getBoolean(column);
    }

    public byte[] bytes(String column) throws SQLException {
        return required(row.getBytes(column), column);
    }

    public byte @Nullable [] bytesOrNull(String column) throws SQLException {
        return row.getBytes(column);
    }

    public Instant instant(String column) throws SQLException {
        return required(row.getObject(column, OffsetDateTime.class), column).toInstant();
    }

    public Optional<Instant> optionalInstant(String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    public UUID uuid(String column) throws SQLException {
        return required(row.getObject(column, UUID.class), column);
    }

    public <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
        return Enum.valueOf(type, text(column));
    }

    public List<String> texts(String column) throws SQLException {
        return List.of((String[]) array(column));
    }

    /// Nothing for NULL.
    public List<String> textsOrEmpty(String column) throws SQLException {
        return row.getArray(column) == null ? List.of() : texts(column);
    }

    public List<Long> numbers(String column) throws SQLException {
        return Arrays.asList((Long[]) array(column));
    }

    private Object array(String column) throws SQLException {
        Array array = required(row.getArray(column), column);
        return Objects.requireNonNull(array.getArray());
    }

    private static <T> T required(@Nullable T value, String column) throws SQLException {
        if (value == null) {
            throw new SQLException("the column " + column + " is NULL");
        }
        return value;
    }
}
