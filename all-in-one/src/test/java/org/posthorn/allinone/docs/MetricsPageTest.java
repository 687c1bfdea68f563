package org.posthorn.allinone.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/metrics.md is what the code measures. Each measurement is declared with its name and its help as literals, so
/// that the sources are the list; dashboards and alarms are checked against the page. `-Dtest.jvm.flags=-Drewrite=true`
/// writes it anew.
class MetricsPageTest {
    private static final Path PAGE = ProjectFiles.ROOT.resolve("docs/metrics.md");
    private static final String HEAD = """
            # Metrics

            Generated from the code; do not edit. Each service answers at `/prometheus` of its HTTP port. A *timer* is `…_count`, `…_sum` and `…_max`, in
            seconds; a *summary* is the same of other figures; a *counter* only grows. All carry the label `service`. The JVM's own (`jvm_…`, `process_…`,
            `system_…`) are beside them.

            | metric | kind | what | where |
            | --- | --- | --- | --- |
            """;
    private static final Pattern DECLARED = Pattern.compile(
            "\\.(counter|timer|summary|gauges?|counted)\\(\\s*\"(posthorn_\\w+)\",\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"[\\s+]*)+)");
    private static final Pattern OTHERWISE = Pattern.compile(
            "\\bmetrics(?:\\(\\))?\\s*\\.(?:counter|timer|summary|gauges?|counted)\\(\\s*(?!\"posthorn_)[^\\s]");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final List<String> PASSED_ON = List.of("IngressMetrics.java", "DeliveryMetrics.java");

    private record Metric(String name, String kind, String help, String where) {
        String row() {
            return "| `" + name + "` | " + kind + " | " + help + " | " + where + " |";
        }
    }

    @Test
    void thePageIsWhatTheCodeMeasures() throws IOException {
        Map<String, Metric> found = new TreeMap<>();
        for (var file : javaFiles()) {
            DECLARED.matcher(ProjectFiles.read(file)).results().forEach(call -> {
                var metric = metric(call, ProjectFiles.shown(file));
                found.putIfAbsent(metric.name(), metric);
            });
        }
        assertTrue(found.size() > 30, "only " + found.keySet());
        var wanted = HEAD
                + String.join("\n", found.values().stream().map(Metric::row).toList()) + "\n";
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(PAGE, wanted);
        }
        assertEquals(
                wanted,
                Files.exists(PAGE) ? Files.readString(PAGE) : "",
                PAGE + " is stale: run this test with -Dtest.jvm.flags=-Drewrite=true");
    }

    @Test
    void eachMeasurementIsDeclaredWithLiterals() {
        var others = new ArrayList<String>();
        for (var file : javaFiles()) {
            if (!PASSED_ON.contains(file.getFileName().toString())) {
                OTHERWISE
                        .matcher(ProjectFiles.read(file))
                        .results()
                        .forEach(call -> others.add(ProjectFiles.shown(file) + ": " + call.group()));
            }
        }
        assertEquals(List.of(), others);
    }

    private static List<Path> javaFiles() {
        return ProjectFiles.mainCode().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> !file.endsWith("Metrics.java")
                        || PASSED_ON.contains(file.getFileName().toString()))
                .toList();
    }

    private static Metric metric(MatchResult call, String file) {
        var help = new StringBuilder();
        LITERAL.matcher(call.group(3)).results().forEach(part -> help.append(part.group(1)));
        var kind = call.group(1).equals("counted") ? "counter" : call.group(1).replace("gauges", "gauge");
        var module = file.startsWith("libs/") ? "all services" : file.substring(0, file.indexOf('/'));
        return new Metric(exposed(call.group(2), kind), kind, help.toString(), module);
    }

    /// As Prometheus sees it: with the unit of timers, and the ending of counters.
    private static String exposed(String name, String kind) {
        return switch (kind) {
            case "counter" -> name.endsWith("_total") ? name : name + "_total";
            case "timer" -> name.endsWith("_seconds") ? name : name + "_seconds";
            default -> name;
        };
    }
}
