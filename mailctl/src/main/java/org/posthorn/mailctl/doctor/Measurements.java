package org.posthorn.mailctl.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a service measures, as its `/prometheus` says it.
///
/// @param lines one for each series
record Measurements(List<Line> lines) {
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([^ ]+)");

    /// @param labels as they are written, such as `loop="mailbox-service/delivery.local"`
    record Line(String name, String labels, double value) {
        /// The value of a label, or nothing.
        String label(String name) {
            var found = Pattern.compile("(?:^|,)" + name + "=\"((?:[^\"\\\\]|\\\\.)*)\"")
                    .matcher(labels);
            return found.find() ? found.group(1) : "";
        }
    }

    static Measurements parse(String text) {
        var lines = new ArrayList<Line>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            var series = SERIES.matcher(line);
            if (series.matches()) {
                var labels = series.group(2) == null ? "" : series.group(2);
                lines.add(new Line(series.group(1), labels, number(series.group(3))));
            }
        });
        return new Measurements(lines);
    }

    private static double number(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    List<Line> named(String name) {
        return lines.stream().filter(line -> line.name().equals(name)).toList();
    }
}
