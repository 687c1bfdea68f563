package org.posthorn.policy.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.example.mailets.Journal;
import org.example.mailets.Misbehaving;
import org.example.mailets.SubjectContains;

/// The worked examples of docs/extensions.md, as an operator installs them.
public final class ExampleJar {
    private ExampleJar() {}

    /// Puts a jar and a `mailets.xml` with these processors into a directory.
    public static void put(Path directory, String processors) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("mailets.xml"), "<processors>" + processors + "</processors>");
        try (var jar = new JarOutputStream(Files.newOutputStream(directory.resolve("examples.jar")))) {
            for (var type : List.of(SubjectContains.class, Journal.class, Misbehaving.class)) {
                var name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (var octets = type.getClassLoader().getResourceAsStream(name)) {
                    Objects.requireNonNull(octets).transferTo(jar);
                }
            }
        }
    }
}
