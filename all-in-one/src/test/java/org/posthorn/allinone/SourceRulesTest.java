package org.posthorn.allinone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The budgets and bans of docs/style.md, over the sources of all modules. Each failure names file and size.
class SourceRulesTest {
    private static final int FILE_LINES = 400;
    private static final int TABLE_LINES = 600;
    private static final int TEST_LINES = 500;
    private static final List<String> CODE_TABLES = List.of("Replies.java", "EnhancedStatus.java");
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 5;
    /// What a constructor or a bean's factory is given is wiring, not an argument list.
    private static final int WIRING = 8;
    private static final int NESTING = 3;
    private static final int LINE_LENGTH = 120;
    private static final String TEXT_BLOCK = "\"\"\"";
    private static final Pattern BANNED_NAME =
            Pattern.compile(".*(Impl|Utils?|Helper|Manager|Processor|Handler)$|^(Abstract|Base)[A-Z].*");
    /// In two parts each, so that this file does not name them itself.
    private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static SourceTree sources;

    @BeforeAll
    static void read() throws IOException {
        sources = SourceTree.read();
    }

    @Test
    void filesAreShort() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var file : SourceTree.files()) {
            var limit = limit(file);
            var lines = lines(file).size();
            if (lines > limit) {
                tooLong.add(name(file) + ": " + lines);
            }
        }
        assertEquals(List.of(), tooLong);
    }

    private static int limit(Path file) {
        if (CODE_TABLES.contains(file.getFileName().toString())) {
            return TABLE_LINES;
        }
        return ofMain(file) ? FILE_LINES : TEST_LINES;
    }

    /// Lines of text blocks are somebody else's text: pages, statements, messages.
    @Test
    void linesAreShort() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var file : SourceTree.files()) {
            var lines = ofMain(file) ? lines(file) : List.<String>of();
            var inText = false;
            for (var i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                if (!inText && line.length() > LINE_LENGTH && !line.contains("\"") && !line.startsWith("import ")) {
                    tooLong.add("%s:%d".formatted(name(file), i + 1));
                }
                inText ^= line.contains(TEXT_BLOCK) && line.indexOf(TEXT_BLOCK) == line.lastIndexOf(TEXT_BLOCK);
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        assertEquals(List.of(), linesThat(line -> LEFT_OVER.matcher(line).find()));
    }

    @Test
    void methodsAreShort() {
        assertEquals(List.of(), methodsThat(method -> method.lines() > METHOD_LINES));
    }

    @Test
    void methodsTakeFewParameters() {
        assertEquals(List.of(), methodsThat(method -> method.parameters() > (method.wiring() ? WIRING : PARAMETERS)));
    }

    @Test
    void methodsAreFlat() {
        assertEquals(List.of(), methodsThat(method -> method.nesting() > NESTING));
    }

    @Test
    void namesSayWhatAThingIs() {
        assertEquals(
                List.of(),
                sources.types().stream()
                        .filter(type -> BANNED_NAME.matcher(type.name()).matches())
                        .map(type -> type.file() + ": " + type.name())
                        .toList());
    }

    @Test
    void everyPackageIsDocumentedAndNullMarked() throws IOException {
        var missing = new ArrayList<String>();
        var packages = SourceTree.files().stream()
                .filter(file -> ofMain(file))
                .map(Path::getParent)
                .distinct()
                .toList();
        for (var directory : packages) {
            var info = directory.resolve("package-info.java");
            var text = Files.exists(info) ? Files.readString(info) : "";
            if (!text.startsWith("///") || !text.contains("@NullMarked")) {
                missing.add(name(directory));
            }
        }
        assertEquals(List.of(), missing);
    }

    private static List<String> linesThat(Predicate<String> matches) throws IOException {
        var found = new ArrayList<String>();
        for (var file : SourceTree.files()) {
            var lines = lines(file);
            for (var i = 0; i < lines.size(); i++) {
                if (matches.test(lines.get(i))) {
                    found.add("%s:%d".formatted(name(file), i + 1));
                }
            }
        }
        return found;
    }

    private static List<String> methodsThat(Predicate<SourceTree.Method> matches) {
        return sources.methods().stream()
                .filter(method -> ofMain(method.file()))
                .filter(matches)
                .map(method -> "%s: %s (%d lines, %d parameters, nested %d)"
                        .formatted(method.file(), method.name(), method.lines(), method.parameters(), method.nesting()))
                .toList();
    }

    /// Tests may be long tables; they have the budget of files only.
    private static boolean ofMain(Path file) {
        return file.toString().contains("src/main/java");
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    private static String name(Path file) {
        return SourceTree.root().relativize(file).toString();
    }
}
