package org.posthorn.allinone;

import java.util.ArrayList;
import java.util.List;

/// The command that starts a program of this class path in a JVM of its own, which is small and starts quickly.
public final class JavaCommand {
    private JavaCommand() {}

    /// @param heap at most, such as `256m`
    public static List<String> of(Class<?> main, String heap, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders"));
        command.addAll(List.of("-Xmx" + heap, "-Xss512k", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
