package org.posthorn.mailctl.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl logs`.
@Command(
        name = "logs",
        description = "The last lines of the log of an installation on this machine (docs/operations.md says what the"
                + " events mean).")
public final class LogsCommand implements Callable<Integer> {
    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    private final Session session;
    private final Console console;

    @Parameters(paramLabel = "TEXT", arity = "0..1", description = "Only lines with this text.")
    private Optional<String> text = Optional.empty();

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "So many (${DEFAULT-VALUE}).")
    private int lines;

    @Option(names = "--level", description = "Only of this level and above, such as warn.")
    private Optional<String> level = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "Wait for more.")
    private boolean follow;

    LogsCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var files = files();
        Map<Path, Long> read = new TreeMap<>();
        for (var file : files) {
            read.put(file, Files.size(file));
            last(file).forEach(line -> print(files, file, line));
        }
        while (follow) {
            Thread.sleep(GLANCE);
            for (var file : files) {
                read.put(file, more(files, file, read.getOrDefault(file, 0L)));
            }
        }
        return 0;
    }

    private List<Path> files() throws IOException {
        var directory = session.installation()
                .endpoints()
                .map(endpoints ->
                        endpoints.toAbsolutePath().resolve("../../logs").normalize())
                .filter(Files::isDirectory)
                .orElseThrow(() -> new Failure("No log is on this machine; ask journalctl, or kubectl logs -l"
                        + " app.kubernetes.io/component=ingress (policy, mailbox, delivery, gateway)."));
        try (var found = Files.list(directory)) {
            return found.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> last(Path file) throws IOException {
        var kept = new ArrayDeque<String>();
        try (var all = Files.lines(file, UTF_8)) {
            all.map(LoggedLine::readable).filter(this::wanted).forEach(line -> {
                kept.add(line);
                if (kept.size() > lines) {
                    kept.remove();
                }
            });
        }
        return new ArrayList<>(kept);
    }

    /// @return how far it was read; a file that was rotated begins anew
    private long more(List<Path> files, Path file, long from) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(open.length() < from ? 0 : from);
            for (var raw = open.readLine(); raw != null; raw = open.readLine()) {
                var line = LoggedLine.readable(new String(raw.getBytes(ISO_8859_1), UTF_8));
                if (wanted(line)) {
                    print(files, file, line);
                }
            }
            return open.getFilePointer();
        }
    }

    private void print(List<Path> files, Path file, String line) {
        console.line(files.size() == 1 ? line : file.getFileName() + ": " + line);
    }

    private boolean wanted(String line) {
        return text.map(line::contains).orElse(true)
                && level.map(least -> atLeast(line, least)).orElse(true);
    }

    /// The second word of a line is its level; a line of a stack trace belongs to the one before.
    private static boolean atLeast(String line, String least) {
        var words = line.split(" +", 3);
        var wanted = LEVELS.indexOf(least.toUpperCase(Locale.ROOT));
        if (wanted < 0) {
            throw new Failure("A level is one of " + String.join(", ", LEVELS) + ".");
        }
        return words.length > 2 && LEVELS.indexOf(words[1]) >= wanted;
    }
}
