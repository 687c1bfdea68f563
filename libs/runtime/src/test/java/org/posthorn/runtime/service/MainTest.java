package org.posthorn.runtime.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.runtime.settings.HostPort;

class MainTest {
    /// A service in a process of its own, whose address no machine has (RFC 5737).
    static final class CannotListen {
        private CannotListen() {}

        public static void main(String[] arguments) {
            Thread.ofPlatform().start(CannotListen::goOn);
            Main.run("echo", arguments, _ -> new HostPort("192.0.2.1", 9));
        }

        /// What a part that had begun would leave behind.
        private static void goOn() {
            synchronized (CannotListen.class) {
                while (true) {
                    try {
                        CannotListen.class.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        }
    }

    @Test
    void aStartThatFailsEndsTheProcess(@TempDir Path directory) throws Exception {
        var java = System.getProperty("java.home") + "/bin/java";
        var command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CannotListen.class.getName(),
                "--http.token-file=" + directory.resolve("token"));

        var process = new ProcessBuilder(command).redirectErrorStream(true).start();

        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(70, process.waitFor(), said);
        assertTrue(said.contains("start-failed service=echo"), said);
    }
}
