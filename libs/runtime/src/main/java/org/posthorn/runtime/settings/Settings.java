package org.posthorn.runtime.settings;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/// The configuration of a process, read once: defaults, then the file, then the environment, then the command line,
/// each overriding the one before. Strict: an unknown key, a retired key or a value that cannot be read stops the
/// start with one sentence ([SettingsRefused]).
public final class Settings {
    /// Variables of the launcher, which share the prefix.
    private static final Set<String> LAUNCHER = Set.of("POSTHORN_HOME", "POSTHORN_DATA", "POSTHORN_JAVA_OPTS");

    private record Value(String text, String from) {}

    private final Catalogue catalogue;
    private final Map<String, Value> values;

    private Settings(Catalogue catalogue, Map<String, Value> values) {
        this.catalogue = catalogue;
        this.values = Map.copyOf(values);
    }

    /// Reads and checks everything.
    ///
    /// @param file        a properties file, which must exist when given
    /// @param environment as of `System.getenv()`
    /// @param overrides   of the command line, such as `--smtp.port=2600`
    public static Settings load(Optional<Path> file, Map<String, String> environment, List<String> overrides) {
        var settings = new HashMap<String, Value>();
        var catalogue = Catalogue.load();
        file.ifPresent(path -> readFile(catalogue, path, settings));
        readEnvironment(catalogue, environment, settings);
        for (var override : overrides) {
            readOverride(catalogue, override, settings);
        }
        return new Settings(catalogue, settings).checked();
    }

    /// Every value can be read, and every group takes its values.
    private Settings checked() {
        catalogue.keys().forEach(this::value);
        catalogue.groups().forEach(this::get);
        return this;
    }

    /// Settings of defaults and the given `key=value` pairs alone: for tests, and for a program that starts others.
    public static Settings of(String... pairs) {
        return load(
                Optional.empty(),
                Map.of(),
                Arrays.stream(pairs).map(pair -> "--" + pair).toList());
    }

    /// These settings with further `key=value` pairs above them.
    public Settings with(String... pairs) {
        var more = new HashMap<>(values);
        for (var pair : pairs) {
            readOverride(catalogue, "--" + pair, more);
        }
        return new Settings(catalogue, more).checked();
    }

    /// The group as a value.
    public <T extends Record> T get(Class<T> group) {
        if (!catalogue.groups().contains(group)) {
            throw new IllegalStateException(
                    group.getName() + " is missing in META-INF/posthorn/settings of its module");
        }
        var arguments = SettingKey.of(group).stream().map(this::value).toArray();
        try {
            return constructor(group).newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new SettingsRefused(SettingKey.prefix(group) + ": " + refused.getMessage() + ".");
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T extends Record> Constructor<T> constructor(Class<T> group) throws NoSuchMethodException {
        var types = Arrays.stream(group.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        var constructor = group.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor;
    }

    private Object value(SettingKey key) {
        var given = values.get(key.key());
        var text = given == null ? key.defaultText() : given.text();
        try {
            return ValueParser.parse(key.type(), text);
        } catch (IllegalArgumentException e) {
            var shown = key.secret() ? "its value" : "\"" + text + "\"";
            var from = given == null ? "its default" : given.from();
            throw new SettingsRefused(key.key() + " (" + from + ") cannot be " + shown + ": " + e.getMessage() + ".");
        }
    }

    private static void readFile(Catalogue catalogue, Path file, Map<String, Value> settings) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new SettingsRefused("The configuration file " + file + " cannot be read: " + e.getMessage() + ".");
        }
        for (var key : properties.stringPropertyNames()) {
            requireKnown(catalogue, key, file.toString());
            settings.put(key, new Value(properties.getProperty(key), file.toString()));
        }
    }

    private static void readEnvironment(
            Catalogue catalogue, Map<String, String> environment, Map<String, Value> settings) {
        for (var key : catalogue.keys()) {
            // the own name last, so that it wins over the short ones
            for (var variable : key.variables().reversed()) {
                var text = environment.get(variable);
                if (text != null && !text.isBlank() && !ofServiceLink(variable, text)) {
                    settings.put(key.key(), new Value(text, "the environment variable " + variable));
                }
            }
        }
        for (var entry : environment.entrySet()) {
            if (entry.getKey().startsWith("POSTHORN_") && !ofServiceLink(entry.getKey(), entry.getValue())) {
                requireKnownVariable(catalogue, entry.getKey());
            }
        }
    }

    /// Kubernetes sets such variables in each pod for every service of the namespace: `POSTHORN_SMTP_PORT=tcp://...`.
    private static boolean ofServiceLink(String variable, String text) {
        return text.startsWith("tcp://")
                || variable.contains("_SERVICE_HOST")
                || variable.contains("_SERVICE_PORT")
                || variable.contains("_TCP_")
                || variable.endsWith("_TCP");
    }

    private static void requireKnownVariable(Catalogue catalogue, String variable) {
        if (LAUNCHER.contains(variable) || catalogue.knowsVariable(variable)) {
            return;
        }
        var suggestion = catalogue
                .nearestVariable(variable)
                .map(near -> " Did you mean " + near + "?")
                .orElse("");
        throw new SettingsRefused("The environment variable " + variable + " names no setting." + suggestion);
    }

    private static void readOverride(Catalogue catalogue, String override, Map<String, Value> settings) {
        int equals = override.indexOf('=');
        if (!override.startsWith("--") || equals < 0) {
            throw new SettingsRefused("Write settings on the command line as --key=value, not \"" + override + "\".");
        }
        var key = override.substring(2, equals);
        requireKnown(catalogue, key, "the command line");
        settings.put(key, new Value(override.substring(equals + 1), "the command line"));
    }

    private static void requireKnown(Catalogue catalogue, String key, String from) {
        var retired = catalogue.retired(key);
        if (retired.isPresent()) {
            throw new SettingsRefused("The setting " + key + " (" + from + ") is retired: " + retired.get() + ".");
        }
        if (!catalogue.knows(key)) {
            var suggestion = catalogue
                    .nearest(key)
                    .map(near -> " Did you mean " + near + "?")
                    .orElse("");
            throw new SettingsRefused("There is no setting " + key + " (" + from + ")." + suggestion);
        }
    }
}
