package org.posthorn.allinone.process;

import java.util.ArrayList;
import java.util.List;

/// The command that starts a program in a JVM of its own, which is small and starts quickly.
public final class JavaCommand {
    private JavaCommand() {}

    /// @param heap at most, such as `256m`
    public static List<String> of(Class<?> main, String heap, List<String> arguments) {
        return of(main, heap, System.getProperty("java.class.path"), arguments);
    }

    /// @param classPath another one than that of this program
    public static List<String> of(Class<?> main, String heap, String classPath, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders"));
        command.addAll(List.of("-Xmx" + heap, "-Xss512k", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return command;
    }
}
