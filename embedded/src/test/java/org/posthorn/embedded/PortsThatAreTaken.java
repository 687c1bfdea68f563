package org.posthorn.embedded;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs in a process of its own, says which ports it was given, and keeps them without listening on them.
final class PortsThatAreTaken {
    private PortsThatAreTaken() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println(Stream.generate(LoopbackPorts::free)
                .limit(Integer.parseInt(arguments[0]))
                .map(String::valueOf)
                .collect(Collectors.joining(" ")));
        Thread.currentThread().join();
    }
}
