package org.posthorn.deploy;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The chart, rendered by Helm itself.
final class Chart {
    static final Path ROOT = Path.of(System.getProperty("posthorn.root"));
    static final Path HOME = ROOT.resolve("deploy/helm/posthorn");

    /// What must be given in any case.
    static final String REQUIRED = """
            mail: {domain: example.org, hostname: mail.example.org}
            secret: {name: posthorn}
            kafka: {bootstrapServers: "kafka-1:9092,kafka-2:9092"}
            postgres: {url: "jdbc:postgresql://postgres:5432/posthorn"}
            """;

    private Chart() {}

    /// Renders with values of their own on top of the chart's.
    ///
    /// @throws IllegalStateException with Helm's sentence when it refuses
    static List<Manifest> render(String... values) {
        List<Path> files = new ArrayList<>();
        try {
            var command = new Helm(HOME)
                    .template()
                    .withName("post")
                    .withNamespace("mail")
                    .withKubeVersion("1.33.0");
            for (var text : values) {
                var file = Files.writeString(Files.createTempFile("values", ".yaml"), text);
                files.add(file);
                command.withValuesFile(file);
            }
            return parse(command.call());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            files.forEach(file -> file.toFile().delete());
        }
    }

    static List<Manifest> parse(String documents) {
        List<Manifest> out = new ArrayList<>();
        for (var document : yaml().loadAll(documents)) {
            if (document instanceof Map<?, ?> map) {
                out.add(new Manifest(map));
            }
        }
        return out;
    }

    static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }
}
