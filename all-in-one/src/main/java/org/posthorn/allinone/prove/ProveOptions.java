package org.posthorn.allinone.prove;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.posthorn.embedded.CannotStart;

/// The command line of `posthorn prove`.
///
/// @param length  of the load
/// @param seed    names the plan of faults
/// @param rate    messages a second
/// @param data    where everything lies; a temporary directory when absent
/// @param report  where the report is written
record ProveOptions(Duration length, long seed, int rate, Optional<Path> data, Path report) {
    static final String USAGE = "Usage: ./posthorn prove [--minutes=N | --seconds=N] [--seed=N] [--rate=N]"
            + " [--data=DIR] [--report=FILE]";

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(24);

    static ProveOptions parse(String[] arguments) {
        var options = new ProveOptions(
                Duration.ofMinutes(2), System.currentTimeMillis(), 40, Optional.empty(), Path.of("prove-report.md"));
        for (int i = 0; i < arguments.length; i++) {
            var name = arguments[i];
            int equals = name.indexOf('=');
            var value = equals >= 0 ? name.substring(equals + 1) : ++i < arguments.length ? arguments[i] : "";
            options = options.with(equals >= 0 ? name.substring(0, equals) : name, value);
        }
        return options;
    }

    private ProveOptions with(String name, String value) {
        return switch (name) {
            case "--minutes" -> lasting(Duration.ofMinutes(number(name, value)));
            case "--seconds" -> lasting(Duration.ofSeconds(number(name, value)));
            case "--seed" -> new ProveOptions(length, number(name, value), rate, data, report);
            case "--rate" -> new ProveOptions(length, seed, Math.clamp(number(name, value), 1, 1_000), data, report);
            case "--data" -> new ProveOptions(length, seed, rate, Optional.of(Path.of(value)), report);
            case "--report" -> new ProveOptions(length, seed, rate, data, Path.of(value));
            default -> throw refused("\"" + name + "\" is not an option of prove. " + USAGE);
        };
    }

    private ProveOptions lasting(Duration wanted) {
        if (wanted.compareTo(SHORTEST) < 0 || wanted.compareTo(LONGEST) > 0) {
            throw refused("A run lasts between 5 seconds and a day.");
        }
        return new ProveOptions(wanted, seed, rate, data, report);
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw refused(name + " needs a number, not \"" + value + "\".");
        }
    }

    private static CannotStart refused(String sentence) {
        return new CannotStart(CannotStart.Reason.BAD_SETTINGS, sentence);
    }

    /// A row in the queue whose worker died is taken up again within five minutes.
    Duration patience() {
        return length.compareTo(Duration.ofMinutes(2)) < 0 ? Duration.ofSeconds(60) : Duration.ofMinutes(7);
    }
}
