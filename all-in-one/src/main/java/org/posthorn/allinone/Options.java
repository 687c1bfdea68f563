package org.posthorn.allinone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.embedded.CannotStart;
import org.posthorn.runtime.settings.Catalogue;

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

    /// Reads the command line without touching anything.
    ///
    /// @throws CannotStart for what is no option and no setting, with the one that was probably meant
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
        private static final List<String> NAMES = List.of("data", "kafka", "postgres", "config", "restore", "bench");

        private final Catalogue catalogue = Catalogue.load();
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
                throw refused("%s needs a value: %s=VALUE.".formatted(name, name));
            }
            switch (name) {
                case "--bench" -> bench = yes(argument);
                case "--rehearsal" -> rehearsal = yes(argument);
                case "--data" -> data = Optional.of(Path.of(value));
                case "--kafka" -> kafka = Optional.of(value);
                case "--postgres" -> postgres = Optional.of(ExternalPostgres.parse(value));
                case "--config" -> config = Optional.of(Path.of(value));
                case "--restore" -> restore = Optional.of(Path.of(value));
                default -> setting(argument, name, equals);
            }
        }

        private static boolean yes(String argument) {
            if (argument.indexOf('=') >= 0) {
                throw refused("%s takes no value.".formatted(argument.substring(0, argument.indexOf('='))));
            }
            return true;
        }

        private void setting(String argument, String name, int equals) {
            var key = name.replaceFirst("^-+", "");
            if (!name.equals("--" + key) || !catalogue.hasHeardOf(key)) {
                var meant = catalogue
                        .nearest(key, NAMES)
                        .map(near -> " Did you mean --%s?".formatted(near))
                        .orElse(" See ./posthorn help.");
                throw refused("up has no option \"%s\".%s".formatted(name, meant));
            }
            if (equals < 0) {
                throw refused("%s needs a value: %s=VALUE.".formatted(name, name));
            }
            overrides.add(argument);
        }

        private static CannotStart refused(String sentence) {
            return new CannotStart(CannotStart.Reason.BAD_OPTION, sentence);
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
