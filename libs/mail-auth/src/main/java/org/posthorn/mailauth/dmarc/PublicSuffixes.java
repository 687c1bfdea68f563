package org.posthorn.mailauth.dmarc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.posthorn.mail.address.Domain;

/// The public suffix list (publicsuffix.org): under which names anybody can register one. Names are
/// A-labels in lower case. Immutable.
public final class PublicSuffixes {
    private final Set<String> names = new HashSet<>(16_384);
    private final Set<String> wildcards = new HashSet<>();
    private final Set<String> exceptions = new HashSet<>();

    private PublicSuffixes(BufferedReader list) {
        list.lines().forEach(this::add);
    }

    /// The list that Posthorn brings along.
    public static PublicSuffixes builtIn() {
        var resource = PublicSuffixes.class.getResourceAsStream("public_suffix_list.dat");
        try (var reader = new InputStreamReader(Objects.requireNonNull(resource), StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The list in a file, as the site publishes it; without one the built-in.
    ///
    /// @throws UncheckedIOException when the file cannot be read
    public static PublicSuffixes of(Optional<Path> file) {
        if (file.isEmpty()) {
            return builtIn();
        }
        try (var reader = Files.newBufferedReader(file.get())) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("The public suffix list cannot be read: " + e.getMessage(), e);
        }
    }

    static PublicSuffixes read(Reader reader) {
        return new PublicSuffixes(new BufferedReader(reader));
    }

    private void add(String line) {
        var rule = line.strip();
        if (rule.isEmpty() || rule.startsWith("//")) {
            return;
        }
        var kind = rule.startsWith("!") ? exceptions : rule.startsWith("*.") ? wildcards : names;
        var name = rule.startsWith("!") ? rule.substring(1) : rule.startsWith("*.") ? rule.substring(2) : rule;
        Domain.parse(name).toOptional().ifPresent(domain -> kind.add(domain.ascii()));
    }

    /// Whether anybody can register names below this one.
    public boolean isSuffix(String name) {
        return suffixOf(name).equals(name);
    }

    /// The name that somebody registered: the public suffix and one label; empty for a public suffix
    /// itself.
    public Optional<String> registered(String name) {
        var suffix = suffixOf(name);
        if (suffix.equals(name)) {
            return Optional.empty();
        }
        var labels = name.substring(0, name.length() - suffix.length() - 1);
        return Optional.of(name.substring(labels.lastIndexOf('.') + 1));
    }

    /// The longest rule that fits; without one it is the last label.
    private String suffixOf(String name) {
        for (var rest = name; ; rest = parent(rest)) {
            if (exceptions.contains(rest)) {
                return parent(rest);
            }
            if (names.contains(rest) || rest.indexOf('.') < 0 || wildcards.contains(parent(rest))) {
                return rest;
            }
        }
    }

    private static String parent(String name) {
        return name.substring(name.indexOf('.') + 1);
    }
}
