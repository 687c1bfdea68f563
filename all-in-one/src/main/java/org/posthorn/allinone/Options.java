package org.posthorn.allinone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.embedded.CannotStart;

/// The command line of `posthorn up`.
///
/// @param data      where everything is kept
/// @param bench     whether to start with the users, routes and limits of the benchmarks
/// @param kafka     an external Kafka in place of the embedded one
/// @param postgres  an external PostgreSQL in place of the embedded one
/// @param config    a file of settings
/// @param restore   a backup that is restored into the empty data directory before the services start
/// @param overrides settings as `--key=value`
/// @param rehearsal whether this is a run that only shows the JVM which classes a start needs
record Options(
        Path data,
        boolean bench,
        Optional<String> kafka,
        Optional<ExternalPostgres> postgres,
        Optional<Path> config,
        Optional<Path> restore,
        List<String> overrides,
        boolean rehearsal) {

    static Options parse(String[] arguments, Map<String, String> environment) {
        var given = new Given();
        for (var i = 0; i < arguments.length; i++) {
            // --data DIR and --data=DIR mean the same
            var next = i + 1 < arguments.length ? arguments[i + 1] : "";
            if (Given.WITH_VALUE.contains(arguments[i])) {
                given.take(arguments[i] + "=" + next);
                i++;
            } else {
                given.take(arguments[i]);
            }
        }
        return given.options(environment);
    }

    /// What was read so far.
    private static final class Given {
        static final List<String> WITH_VALUE = List.of("--data", "--kafka", "--postgres", "--config", "--restore");

        private Optional<Path> data = Optional.empty();
        private boolean bench;
        private boolean rehearsal;
        private Optional<String> kafka = Optional.empty();
        private Optional<ExternalPostgres> postgres = Optional.empty();
        private Optional<Path> config = Optional.empty();
        private Optional<Path> restore = Optional.empty();
        private final List<String> overrides = new ArrayList<>();

        void take(String argument) {
            var equals = argument.indexOf('=');
            var name = equals < 0 ? argument : argument.substring(0, equals);
            var value = equals < 0 ? "" : argument.substring(equals + 1);
            if (WITH_VALUE.contains(name) && value.isBlank()) {
                throw new CannotStart(CannotStart.Reason.BAD_SETTINGS, name + " needs a value.");
            }
            switch (name) {
                case "--bench" -> bench = true;
                case "--rehearsal" -> rehearsal = true;
                case "--data" -> data = Optional.of(Path.of(value));
                case "--kafka" -> kafka = Optional.of(value);
                case "--postgres" -> postgres = Optional.of(ExternalPostgres.parse(value));
                case "--config" -> config = Optional.of(Path.of(value));
                case "--restore" -> restore = Optional.of(Path.of(value));
                default -> override(argument, equals);
            }
        }

        private void override(String argument, int equals) {
            if (!argument.startsWith("--") || equals < 0) {
                throw new CannotStart(
                        CannotStart.Reason.BAD_SETTINGS,
                        "\"%s\" is not an option of up; see ./posthorn help.".formatted(argument));
            }
            overrides.add(argument);
        }

        Options options(Map<String, String> environment) {
            var home = Path.of(environment.getOrDefault("POSTHORN_HOME", "."));
            var ofEnvironment = Optional.ofNullable(environment.get("POSTHORN_DATA"))
                    .filter(text -> !text.isBlank())
                    .map(Path::of);
            var directory = data.or(() -> ofEnvironment).orElse(home.resolve(bench ? "data-bench" : "data"));
            return new Options(
                    directory.toAbsolutePath().normalize(),
                    bench,
                    kafka,
                    postgres,
                    config,
                    restore,
                    List.copyOf(overrides),
                    rehearsal);
        }
    }
}
