package org.posthorn.policy.extension;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.runtime.settings.SettingsRefused;

/// Finds the classes of extensions in the jars of a directory. Of ours they see the mailet API and what it is made of.
final class ApiLoader extends ClassLoader {
    private static final List<String> SHARED = List.of(
            "org.apache.mailet.",
            "org.apache.james.core.",
            "org.apache.james.mailbox.model.",
            "jakarta.mail.",
            "jakarta.activation.",
            "com.google.common.",
            "org.slf4j.");

    private final ClassLoader ours;

    private ApiLoader(ClassLoader ours) {
        super(ClassLoader.getPlatformClassLoader());
        this.ours = ours;
    }

    /// @throws SettingsRefused when the directory cannot be read
    static URLClassLoader of(Path directory) {
        var jars = new ArrayList<URL>();
        try (var files = Files.newDirectoryStream(directory, "*.jar")) {
            for (var jar : files) {
                jars.add(url(jar));
            }
        } catch (IOException e) {
            throw new SettingsRefused("extensions.directory: " + directory + " cannot be read: " + e.getMessage());
        }
        var api = new ApiLoader(ApiLoader.class.getClassLoader());
        return new URLClassLoader("extensions", jars.toArray(URL[]::new), api);
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return ours.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }
}
