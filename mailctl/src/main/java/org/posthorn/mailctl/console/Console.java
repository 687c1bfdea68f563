package org.posthorn.mailctl.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.EventJson;

/// Where a command prints and asks.
public final class Console {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final boolean terminal;
    private boolean json;
    private boolean yes;

    /// @param terminal somebody sits there and can be asked
    public Console(PrintStream out, PrintStream err, BufferedReader in, boolean terminal) {
        this.out = out;
        this.err = err;
        this.in = in;
        this.terminal = terminal;
    }

    public void json(boolean on) {
        json = on;
    }

    public void yes(boolean on) {
        yes = on;
    }

    /// Whether results are to be JSON.
    public boolean json() {
        return json;
    }

    /// Whether somebody can be asked.
    public boolean terminal() {
        return terminal;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /// A sentence for people; with `--json` it goes to the error stream, so that the result stays JSON.
    public void say(String sentence) {
        (json ? err : out).println(sentence);
    }

    /// A line of the result.
    public void line(String line) {
        out.println(line);
    }

    /// A list: a table, or a JSON array.
    ///
    /// @param none what to say when it is empty
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <T> void table(List<T> rows, String none, Column<T>... columns) {
        if (json) {
            json(rows);
        } else if (rows.isEmpty()) {
            out.println(none);
        } else {
            Table.lines(rows, List.of(columns)).forEach(out::println);
        }
    }

    /// One value as JSON.
    public void json(Object value) {
        try {
            out.println(EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One value: as JSON, or in the given words.
    public void result(Object value, String words) {
        if (json) {
            json(value);
        } else {
            out.println(words);
        }
    }

    /// Shows how far something is, to somebody who sits there.
    public Progress progress(String what) {
        return new Progress(err, terminal, what);
    }

    /// Asks before something is destroyed.
    ///
    /// @throws Failure when the answer is not yes, or nobody can be asked and `--yes` was not given
    public void confirm(String question) {
        if (yes) {
            return;
        }
        if (!terminal) {
            throw new Failure(question + " Nobody can be asked here; say --yes to go on.");
        }
        err.print(question + " [y/N] ");
        err.flush();
        var answer = readLine().orElse("").strip();
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw new Failure("Nothing was changed.");
        }
    }

    /// Asks for a secret without showing it.
    public String secret(String question) {
        var system = Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal);
        if (system.isEmpty()) {
            err.print(question + ": ");
            err.flush();
            return readLine().orElse("");
        }
        char @Nullable [] typed = system.get().readPassword("%s: ", question);
        return typed == null ? "" : new String(typed);
    }

    /// Whether somebody sits at the terminal of this process.
    public static boolean atTerminal() {
        return Optional.ofNullable(System.console())
                .filter(java.io.Console::isTerminal)
                .isPresent();
    }

    /// The next line of the standard input.
    public Optional<String> readLine() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A time for people, in UTC.
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    /// A span of time for people, in its largest unit.
    public static String duration(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        } else if (seconds < 2 * 3_600) {
            return seconds / 60 + " min";
        } else if (seconds < 2 * 86_400) {
            return seconds / 3_600 + " h";
        }
        return seconds / 86_400 + " d";
    }

    /// So many things for people: `1 attempt`, `2 attempts`.
    public static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /// An amount of octets for people.
    public static String size(long octets) {
        if (octets < 1024) {
            return octets + " B";
        }
        var units = new String[] {"KiB", "MiB", "GiB", "TiB"};
        double amount = octets / 1024.0;
        int unit = 0;
        while (amount >= 1024 && unit < units.length - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, units[unit]);
    }
}
