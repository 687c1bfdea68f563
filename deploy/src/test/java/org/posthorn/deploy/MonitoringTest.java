package org.posthorn.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Alarms and dashboards, held against the metrics that exist (docs/metrics.md) and the runbook (docs/operations.md).
class MonitoringTest {
    private static final Path FILES = Path.of("helm/posthorn/files");
    private static final Path RULES = FILES.resolve("alerts/posthorn.rules.yaml");
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern METRIC = Pattern.compile("\\b(posthorn|jvm|process|system)_[a-z0-9_]+\\b");
    private static final Pattern LISTED = Pattern.compile("^\\| `(posthorn_\\w+)` \\| (\\w+) \\|", Pattern.MULTILINE);
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern EXPR = Pattern.compile("^ +expr: (.*)$", Pattern.MULTILINE);
    /// Micrometer's own binders; their names are its releases' affair.
    private static final Set<String> OF_THE_JVM = Set.of(
            "jvm_memory_used_bytes",
            "jvm_memory_max_bytes",
            "jvm_gc_pause_seconds_sum",
            "jvm_gc_pause_seconds_max",
            "jvm_threads_live_threads",
            "process_cpu_usage",
            "system_cpu_usage",
            "process_files_open_files",
            "process_files_max_files");

    private static Set<String> existing() throws IOException {
        var names = new HashSet<>(OF_THE_JVM);
        LISTED.matcher(Files.readString(DOCS.resolve("metrics.md"))).results().forEach(row -> {
            var name = row.group(1);
            if (row.group(2).equals("timer") || row.group(2).equals("summary")) {
                names.addAll(List.of(name + "_count", name + "_sum", name + "_max"));
            } else {
                names.add(name);
            }
        });
        return names;
    }

    private static Set<String> unknown(String expressions) throws IOException {
        var used = METRIC.matcher(expressions)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
        used.removeAll(existing());
        return new TreeSet<>(used);
    }

    @Test
    void alarmsWatchWhatIsMeasured() throws IOException {
        var expressions = EXPR.matcher(Files.readString(RULES))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertTrue(expressions.size() >= 20, "only " + expressions);
        assertEquals(Set.of(), unknown(String.join("\n", expressions)));
    }

    @Test
    void eachAlarmHasASectionOfTheRunbookAndATestOfItsOwn() throws IOException {
        var rules = Files.readString(RULES);
        var runbook = Files.readString(DOCS.resolve("operations.md"));
        var tests = Files.readString(Path.of("src/test/resources/alerts/posthorn.test.yaml"));
        var missing = new ArrayList<String>();
        for (var name :
                ALERT.matcher(rules).results().map(found -> found.group(1)).toList()) {
            if (!runbook.contains("\n### " + name + "\n")) {
                missing.add(name + ": no section in docs/operations.md");
            }
            if (!rules.contains("runbook: docs/operations.md#" + name.toLowerCase(Locale.ROOT) + "\n")) {
                missing.add(name + ": does not lead to its section");
            }
            if (!tests.contains("name: " + name + " rings") || !tests.contains("name: " + name + " is silent")) {
                missing.add(name + ": not tested");
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void eachAlarmRingsWhenItShouldAndNotWhenItShouldNot(@TempDir Path directory) throws Exception {
        Files.copy(RULES, directory.resolve("posthorn.rules.yaml"), StandardCopyOption.REPLACE_EXISTING);
        var tests = directory.resolve("posthorn.test.yaml");
        Files.copy(Path.of("src/test/resources/alerts/posthorn.test.yaml"), tests);
        var output = directory.resolve("output");
        var process = new ProcessBuilder("promtool", "test", "rules", tests.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(output));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow", "queue", "policy", "mailbox", "kafka", "jvm"})
    void dashboardsShowWhatIsMeasured(String name) throws IOException {
        var board = new ObjectMapper()
                .readTree(FILES.resolve("dashboards/" + name + ".json").toFile());
        var expressions = board.findValuesAsText("expr");
        assertTrue(expressions.size() >= 6, "only " + expressions);
        assertEquals(Set.of(), unknown(String.join("\n", expressions)));
        var ids = StreamSupport.stream(board.get("panels").spliterator(), false)
                .map(panel -> panel.get("id").asInt())
                .toList();
        assertEquals(ids.size(), Set.copyOf(ids).size(), "ids are unique");
        assertEquals("posthorn-" + name, board.get("uid").asText());
    }
}
