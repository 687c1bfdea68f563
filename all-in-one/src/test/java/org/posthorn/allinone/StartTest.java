package org.posthorn.allinone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.embedded.LoopbackPorts;

/// What a person meets who starts and stops Posthorn.
@Timeout(300)
class StartTest {
    private static final String USER = "someone@localhost";

    @TempDir
    Path directory;

    @Test
    void whatItHadIsThereAfterAKillAndAStopLeavesNothingBehind() throws Exception {
        var data = directory.resolve("data");
        try (var posthorn = RunningPosthorn.start(data)) {
            assertTrue(posthorn.output().contains("password: "), posthorn.output());
            try (var administration = new Administration(posthorn.endpoints())) {
                administration.provide(List.of(USER), "a long password");
            }

            posthorn.killAndStart();

            assertFalse(posthorn.output().contains("password: "), posthorn.output());
            try (var administration = new Administration(posthorn.endpoints())) {
                assertTrue(administration.exists(USER));
            }
            assertRefused(72, "is in use by another process", RunningPosthorn.launch(data));

            assertEquals(0, posthorn.stop());

            assertTrue(posthorn.output().endsWith("Stopped.\n"), posthorn.output());
            assertFalse(Files.exists(data.resolve("run/endpoints.properties")));
            assertFalse(Files.exists(data.resolve("postgres/cluster/postmaster.pid")));
        }
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var setting = "--services.policy-listen=127.0.0.1:" + taken.getLocalPort();
            var refused = RunningPosthorn.launch(directory.resolve("data"), setting);
            assertRefused(71, "Port " + taken.getLocalPort() + ", wanted for the policy API", refused);
        }
    }

    @Test
    void aServerElsewhereThatIsNotThereIsNamedBeforeAnythingStarts() throws Exception {
        var nobody = LoopbackPorts.free();
        assertRefused(
                69,
                "PostgreSQL at 127.0.0.1:" + nobody + "/mail does not let posthorn in",
                RunningPosthorn.launch(
                        directory.resolve("data"),
                        "--postgres=postgres://posthorn:secret@127.0.0.1:" + nobody + "/mail"));
        assertRefused(
                69,
                "Kafka at 127.0.0.1:" + nobody + " does not answer",
                RunningPosthorn.launch(directory.resolve("data"), "--kafka=127.0.0.1:" + nobody));
    }

    @Test
    void aMisspeltOptionIsRefusedWithTheOneThatWasMeantBeforeAnythingIsMade() throws Exception {
        var data = directory.resolve("data");
        var refused = RunningPosthorn.launch(data, "--dta", "elsewhere");
        assertRefused(2, "posthorn: up has no option \"--dta\". Did you mean --data?", refused);
        assertFalse(Files.exists(data));
    }

    @Test
    void dataOfAnotherVersionIsRefused() throws Exception {
        var data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("posthorn-data.properties"), "format=99\n");
        assertRefused(73, "was written by another version", RunningPosthorn.launch(data));
    }

    private static void assertRefused(int exitCode, String sentence, RunningPosthorn refused) throws Exception {
        try (refused) {
            assertEquals(exitCode, refused.exitCode(), refused.output());
            assertTrue(refused.output().contains(sentence), refused.output());
            assertFalse(refused.output().contains("\tat "), refused.output());
        }
    }
}
