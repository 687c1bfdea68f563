package org.posthorn.testing;

import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Resolves the parameters that [WithBacking] promises, once per test class.
final class BackingExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(BackingExtension.class);
    /// Names never meet those of another JVM on the same servers, nor those of an earlier run.
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);

    private static final AtomicInteger COUNTER = new AtomicInteger();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == Backing.class || type == TestKafka.class || type == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        if (type == Backing.class) {
            return Backing.ofThisJvm();
        }
        var ofClass = classContext(context).getStore(STORE);
        if (type == TestKafka.class) {
            return ofClass.getOrComputeIfAbsent(TestKafka.class, _ -> kafka(context), TestKafka.class);
        }
        return ofClass.getOrComputeIfAbsent(OwnDatabase.class, _ -> createDatabase(context), OwnDatabase.class)
                .database;
    }

    private static TestKafka kafka(ExtensionContext context) {
        return new TestKafka(
                Backing.ofThisJvm().bootstrapServers(), nameFor(context).replace('_', '-') + ".");
    }

    private static OwnDatabase createDatabase(ExtensionContext context) {
        var server = Backing.ofThisJvm().postgres();
        var database = new TestDatabase(server, nameFor(context));
        administer(server, "CREATE DATABASE \"%s\"".formatted(database.name()));
        return new OwnDatabase(database);
    }

    /// The outermost class: nested classes share what their document is about.
    private static ExtensionContext classContext(ExtensionContext context) {
        var found = context;
        for (var up = context;
                up.getTestClass().isPresent();
                up = up.getParent().orElseThrow()) {
            found = up;
        }
        return found;
    }

    private static String nameFor(ExtensionContext context) {
        var simpleName = classContext(context).getRequiredTestClass().getSimpleName();
        var readable = simpleName.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        var shortened = readable.substring(0, Math.min(30, readable.length()));
        return "%s_%s_%d".formatted(shortened, RUN, COUNTER.incrementAndGet());
    }

    private static void administer(DatabaseServer server, String sql) {
        try (var connection = server.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Closed by JUnit with the class's store.
    private record OwnDatabase(TestDatabase database) implements AutoCloseable {
        @Override
        public void close() {
            administer(database.server(), "DROP DATABASE IF EXISTS \"%s\" WITH (FORCE)".formatted(database.name()));
        }
    }
}
