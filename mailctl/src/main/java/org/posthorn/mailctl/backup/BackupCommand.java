package org.posthorn.mailctl.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.mailctl.console.ProgressBar;
import org.posthorn.runtime.backup.Archive;
import org.posthorn.runtime.backup.Backup;
import org.posthorn.runtime.backup.Manifest;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl backup`.
@Command(
        name = "backup",
        description = "Writes databases, keys and what waits in the log into one file, while mail flows, and reads it"
                + " again to verify it.")
public final class BackupCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'posthorn-'yyyyMMdd'T'HHmmss'Z.zip'").withZone(ZoneOffset.UTC);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Session session;
    private final Console console;

    @Parameters(
            paramLabel = "FILE|DIR",
            description = "The file, or the directory for a file that is named by time. What does not exist is a"
                    + " directory, and made, when its name ends with / or has no dot in it.")
    private String target = "";

    @Option(names = "--include", paramLabel = "FILE", description = "A further file, such as the settings.")
    private List<Path> included = List.of();

    @Option(names = "--without-keys", description = "Leave keys and certificates out, to be kept apart.")
    private boolean withoutKeys;

    BackupCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// What `--json` prints.
    record Made(Path file, Instant mark, long octets, long rows, long unread, List<String> files) {}

    @Override
    public Integer call() {
        var file = file();
        var manifest = write(file);
        verify(file);
        var made = new Made(file, manifest.mark(), size(file), manifest.rows(), manifest.unread(), manifest.files());
        console.result(
                made,
                "Backed up and verified: " + file + " (" + Console.size(made.octets()) + "), " + made.rows()
                        + " rows, " + made.unread() + " records that waited in the log, " + keys(made.files()) + "."
                        + System.lineSeparator() + "It holds every message that was acknowledged before "
                        + Console.time(made.mark()) + ".");
        return 0;
    }

    private Path file() {
        var path = Path.of(target);
        if (Files.isDirectory(path) || (Files.notExists(path) && isDirectoryName(target))) {
            return path.resolve(NAME.format(Instant.now()));
        }
        if (Files.exists(path)) {
            console.confirm("The file " + path + " exists. Replace it?");
        }
        return path;
    }

    /// Whether what does not exist yet is to be a directory.
    static boolean isDirectoryName(String target) {
        return target.endsWith("/") || target.indexOf('.', target.lastIndexOf('/') + 1) < 0;
    }

    private void makeDirectory() {
        if (Files.notExists(Path.of(target)) && isDirectoryName(target)) {
            try {
                Files.createDirectories(Path.of(target), OWNER_ONLY);
            } catch (IOException e) {
                throw new Failure("The directory " + target + " cannot be made: " + e.getMessage() + ".");
            }
        }
    }

    private Manifest write(Path file) {
        var settings = session.installation().settings().get(DatabaseSettings.class);
        try (var database = Database.attach(settings, "backup");
                var bar = new ProgressBar(console)) {
            var kafka = session.installation().kafka();
            makeDirectory();
            return new Backup(kafka, database, InstantSource.system(), bar).write(file, files());
        }
    }

    private void verify(Path file) {
        try (var archive = Archive.open(file);
                var bar = new ProgressBar(console)) {
            archive.verify(bar);
        }
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        if (!withoutKeys) {
            session.installation().endpoints().ifPresent(endpoints -> {
                var data = endpoints.toAbsolutePath().resolve("../..").normalize();
                add(files, data, data.resolve("secrets/dkim-master-key"));
                list(data.resolve("tls")).forEach(file -> add(files, data, file));
            });
        }
        for (var file : included) {
            files.put("included/" + file.getFileName(), file);
        }
        return files;
    }

    private static void add(Map<String, Path> files, Path data, Path file) {
        if (Files.isRegularFile(file)) {
            files.put(data.relativize(file).toString(), file);
        }
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new Failure("The directory " + directory + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static String keys(List<String> files) {
        return files.contains("secrets/dkim-master-key")
                ? "with the keys"
                : "without the master key of the DKIM keys: keep it apart";
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }
}
