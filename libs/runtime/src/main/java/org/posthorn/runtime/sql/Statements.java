package org.posthorn.runtime.sql;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Statements on one connection.
final class Statements {
    /// The driver copies an array, and sends a stream as it is: a large message must not be in memory twice.
    private static final int LARGE = 1 << 20;

    /// What an identifier is made of.
    private static final ClassValue<Method> ACCESSORS = new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> identifier) {
            var components = identifier.getRecordComponents();
            if (components == null || components.length != 1) {
                throw new IllegalStateException("cannot bind the record " + identifier);
            }
            var accessor = components[0].getAccessor();
            accessor.setAccessible(true);
            return accessor;
        }
    };

    private Statements() {}

    /// A statement that may travel with others.
    static final class Step<T> {
        private final String sql;
        private final @Nullable RowMapper<T> mapper;
        private final @Nullable Object[] arguments;
        private final List<T> rows = new ArrayList<>();
        private int count;

        /// @param mapper null for a statement without rows
        Step(String sql, @Nullable RowMapper<T> mapper, @Nullable Object[] arguments) {
            this.sql = sql;
            this.mapper = mapper;
            this.arguments = arguments;
        }

        String sql() {
            return sql;
        }

        List<T> rows() {
            return rows;
        }

        /// Of rows that changed.
        int count() {
            return count;
        }

        private void read(PreparedStatement statement) throws SQLException {
            if (mapper == null) {
                count = Math.max(0, statement.getUpdateCount());
                return;
            }
            try (var result = statement.getResultSet()) {
                var row = new Row(result);
                while (result.next()) {
                    rows.add(mapper.map(row));
                }
            }
        }
    }

    /// Sends all steps at once, and reads their rows.
    static void run(Connection connection, List<Step<?>> steps) throws SQLException {
        try (var statement = connection.prepareStatement(text(steps))) {
            int bound = 0;
            for (var step : steps) {
                for (var argument : step.arguments) {
                    bind(connection, statement, ++bound, argument);
                }
            }
            statement.execute();
            for (int i = 0; i < steps.size(); i++) {
                steps.get(i).read(statement);
                if (i < steps.size() - 1) {
                    statement.getMoreResults();
                }
            }
        }
    }

    static String text(List<Step<?>> steps) {
        if (steps.size() == 1) {
            return steps.getFirst().sql;
        }
        var text = new StringJoiner("\n;");
        steps.forEach(step -> text.add(step.sql.stripTrailing()));
        return text.toString();
    }

    static void batch(Connection connection, String sql, Collection<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(sql)) {
            for (var row : rows) {
                bind(connection, statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, @Nullable Object[] arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            bind(connection, statement, i + 1, arguments[i]);
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean flag -> statement.setBoolean(index, flag);
            case byte[] bytes
            when bytes.length > LARGE ->
                statement.setBinaryStream(index, new ByteArrayInputStream(bytes), bytes.length);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case Enum<?> constant -> statement.setString(index, constant.name());
            case Optional<?> optional -> bind(connection, statement, index, optional.orElse(null));
            case long[] numbers -> statement.setArray(index, numbers(connection, "int8", numbers));
            case int[] numbers -> statement.setArray(index, numbers(connection, "int4", numbers));
            // of what, the statement says
            case Collection<?> list when list.isEmpty() -> statement.setObject(index, "{}", Types.OTHER);
            case Object[] array -> statement.setArray(index, array(connection, array));
            case Collection<?> list -> statement.setArray(index, array(connection, list.toArray()));
            case Record identifier -> bind(connection, statement, index, component(identifier));
            default -> statement.setObject(index, value);
        }
    }

    /// The driver takes arrays of numbers as they are, and sends them in binary.
    private static java.sql.Array numbers(Connection connection, String type, Object array) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf(type, array);
    }

    private static java.sql.Array array(Connection connection, @Nullable Object[] elements) throws SQLException {
        var plain = new @Nullable Object[elements.length];
        @Nullable Object sample = null;
        for (int i = 0; i < elements.length; i++) {
            plain[i] = plain(elements[i]);
            sample = sample == null ? plain[i] : sample;
        }
        return switch (sample) {
            case Long _ -> connection.createArrayOf("int8", plain);
            case Integer _ -> connection.createArrayOf("int4", plain);
            case Boolean _ -> connection.createArrayOf("bool", plain);
            case byte[] _ -> connection.createArrayOf("bytea", typed(plain));
            case java.time.OffsetDateTime _ -> connection.createArrayOf("timestamptz", plain);
            case java.util.UUID _ -> connection.createArrayOf("uuid", plain);
            case null, default -> connection.createArrayOf("text", plain);
        };
    }

    private static byte[] @Nullable [] typed(@Nullable Object[] elements) {
        var typed = new byte[elements.length] @Nullable [];
        for (int i = 0; i < elements.length; i++) {
            typed[i] = (byte[]) elements[i];
        }
        return typed;
    }

    private static @Nullable Object plain(@Nullable Object element) {
        return switch (element) {
            case null -> null;
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Enum<?> constant -> constant.name();
            case Optional<?> optional -> plain(optional.orElse(null));
            case Record identifier -> plain(component(identifier));
            default -> element;
        };
    }

    private static @Nullable Object component(Record identifier) {
        try {
            return ACCESSORS.get(identifier.getClass()).invoke(identifier);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot bind the record " + identifier.getClass(), e);
        }
    }
}
