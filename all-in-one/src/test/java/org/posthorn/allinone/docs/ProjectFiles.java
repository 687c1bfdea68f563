package org.posthorn.allinone.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The project's files as they are written, without what a build or a run leaves.
final class ProjectFiles {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> LEFT_OUT = Set.of("target", "data", "data-bench", "node_modules");
    private static final Set<String> CODE = Set.of("java", "sql", "jte", "js", "css", "sh", "xml");

    private ProjectFiles() {}

    /// All Markdown pages.
    static List<Path> pages() {
        return files(file -> extension(file).equals("md"));
    }

    /// The code that runs: no tests.
    static List<Path> mainCode() {
        return files(file -> CODE.contains(extension(file)) && file.toString().contains("/src/main/"));
    }

    /// All code, with tests and the build.
    static List<Path> code() {
        return files(file -> CODE.contains(extension(file)));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file's name for people.
    static String shown(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static String extension(Path file) {
        var name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<Path> files(Predicate<Path> wanted) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    var name = directory.getFileName().toString();
                    var leftOut = LEFT_OUT.contains(name) || (name.startsWith(".") && !name.equals(".ci"));
                    return leftOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (wanted.test(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }
}
