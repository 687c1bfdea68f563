package org.posthorn.mailauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/// The official test vectors, which stand beside the project and not in it.
public final class Vectors {
    private static final Path FOLDER =
            Path.of(System.getProperty("posthorn.root", ".")).resolveSibling("shared/vectors");

    private Vectors() {}

    /// Skips the test where the vectors are not here.
    public static String read(String file) {
        var path = FOLDER.resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "the shared test vectors are not here: " + path);
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The documents of a YAML file; every scalar is text, since an IPv6 address must not become a number.
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> yaml(String file) {
        var options = new LoaderOptions();
        options.setCodePointLimit(10_000_000);
        var yaml = new Yaml(
                new SafeConstructor(options),
                new Representer(new org.yaml.snakeyaml.DumperOptions()),
                new org.yaml.snakeyaml.DumperOptions(),
                options,
                new TextOnly());
        List<Map<String, Object>> documents = new ArrayList<>();
        yaml.loadAll(read(file)).forEach(document -> documents.add((Map<String, Object>) document));
        return documents;
    }

    /// The mapping under a key.
    @SuppressWarnings("unchecked")
    public static Map<String, Object> mapping(Map<String, Object> parent, String key) {
        return (Map<String, Object>) Objects.requireNonNull(parent.get(key), key);
    }

    private static final class TextOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
        }
    }
}
