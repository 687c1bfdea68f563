package org.posthorn.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs small programs to their end.
final class Shell {
    private Shell() {}

    static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /// @throws IOException with what the program printed, when it failed
    static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output;
        try (var stream = process.getInputStream()) {
            output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        var status = process.waitFor();
        if (status != 0) {
            throw new IOException("%s ended with %d: %s".formatted(command.getFirst(), status, output.strip()));
        }
    }
}
