package org.posthorn.mail.smtp;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a server offered in its reply to EHLO (RFC 5321 §4.1.1.1). What is not known here is left out.
///
/// @param offered each extension with its parameters, as sent; empty text without any
public record Capabilities(Map<Extension, String> offered) {
    /// A server that only knows HELO.
    public static final Capabilities NONE = new Capabilities(Map.of());

    public Capabilities {
        offered = Map.copyOf(offered);
    }

    /// Reads a positive reply to EHLO; its first line is the greeting.
    public static Capabilities of(Reply ehlo) {
        var offered = new EnumMap<Extension, String>(Extension.class);
        for (var line : ehlo.lines().subList(1, ehlo.lines().size())) {
            // "AUTH=LOGIN" is what some servers still send beside "AUTH LOGIN" for clients of the nineties.
            int end = 0;
            while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '=') {
                end++;
            }
            var parameters = end == line.length() ? "" : line.substring(end + 1).strip();
            Extension.of(line.substring(0, end))
                    .ifPresent(extension -> offered.merge(extension, parameters, (a, b) -> (a + " " + b).strip()));
        }
        return new Capabilities(offered);
    }

    public boolean has(Extension extension) {
        return offered.containsKey(extension);
    }

    /// The largest message that the server takes; empty when it did not say, or said 0 (RFC 1870 §4).
    public OptionalLong maxSize() {
        long size = ParameterParser.number(offered.getOrDefault(Extension.SIZE, ""));
        return size > 0 ? OptionalLong.of(size) : OptionalLong.empty();
    }

    /// The SASL mechanisms on offer, in upper case.
    public Set<String> mechanisms() {
        return words(Extension.AUTH).map(word -> word.toUpperCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /// A limit of RFC 9422 §4, such as `RCPTMAX`.
    public OptionalLong limit(String name) {
        var prefix = name + "=";
        return words(Extension.LIMITS)
                .filter(word -> word.regionMatches(true, 0, prefix, 0, prefix.length()))
                .mapToLong(word -> ParameterParser.number(word.substring(prefix.length())))
                .filter(value -> value > 0)
                .findFirst();
    }

    private Stream<String> words(Extension extension) {
        return List.of(offered.getOrDefault(extension, "").split(" ", -1)).stream()
                .filter(word -> !word.isEmpty());
    }
}
