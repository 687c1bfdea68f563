package org.posthorn.delivery.nexthop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.posthorn.mail.Parsed;

/// An MTA-STS policy (RFC 8461 §3.2).
///
/// @param exchangers patterns, `mx.example.com` or `*.example.com`
/// @param maxAge how long it may be kept
public record MtaStsPolicy(Mode mode, List<String> exchangers, Duration maxAge) {
    private static final long LONGEST_AGE = 31_557_600;

    /// What a failure means.
    public enum Mode {
        /// The mail is not sent.
        ENFORCE,
        /// It is only reported.
        TESTING,
        /// Nothing: the domain takes its policy back.
        NONE
    }

    /// Reads a policy file.
    public static Parsed<MtaStsPolicy> parse(String file) {
        var fields = new Fields();
        for (var line : file.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.take(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        return fields.policy();
    }

    /// The policy allows this exchanger (RFC 8461 §4.1); a wildcard is the whole leftmost label.
    boolean allows(String host) {
        return allows(exchangers, host);
    }

    static boolean allows(List<String> patterns, String host) {
        int dot = host.indexOf('.');
        var parent = dot > 0 ? "*" + host.substring(dot) : "";
        return patterns.stream().anyMatch(pattern -> pattern.equals(host) || pattern.equals(parent));
    }

    /// Its lines, without line breaks.
    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("version: STSv1");
        lines.add("mode: " + mode.name().toLowerCase(Locale.ROOT));
        exchangers.forEach(pattern -> lines.add("mx: " + pattern));
        lines.add("max_age: " + maxAge.toSeconds());
        return lines;
    }

    /// The file, as it was meant.
    public String text() {
        return String.join("\n", lines()) + "\n";
    }

    /// The first of each field counts (RFC 8461 §3.2).
    private static final class Fields {
        private final List<String> exchangers = new ArrayList<>();
        private String version = "";
        private String mode = "";
        private String maxAge = "";

        void take(String name, String value) {
            switch (name) {
                case "version" -> version = version.isEmpty() ? value : version;
                case "mode" -> mode = mode.isEmpty() ? value : mode;
                case "max_age" -> maxAge = maxAge.isEmpty() ? value : maxAge;
                case "mx" -> exchangers.add(value.toLowerCase(Locale.ROOT));
                default -> {
                    // Fields to come (RFC 8461 §3.2).
                }
            }
        }

        Parsed<MtaStsPolicy> policy() {
            if (!version.equals("STSv1")) {
                return Parsed.malformed("The version is not STSv1");
            }
            if (!maxAge.matches("[0-9]{1,10}")) {
                return Parsed.malformed("There is no max_age");
            }
            var age = Duration.ofSeconds(Math.min(Long.parseLong(maxAge), LONGEST_AGE));
            return switch (mode) {
                case "none" -> Parsed.ok(new MtaStsPolicy(Mode.NONE, List.copyOf(exchangers), age));
                case "enforce", "testing" ->
                    exchangers.isEmpty()
                            ? Parsed.malformed("There is no mx")
                            : Parsed.ok(new MtaStsPolicy(
                                    mode.equals("enforce") ? Mode.ENFORCE : Mode.TESTING,
                                    List.copyOf(exchangers),
                                    age));
                default -> Parsed.malformed("There is no such mode");
            };
        }
    }
}
