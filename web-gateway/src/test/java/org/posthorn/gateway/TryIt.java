package org.posthorn.gateway;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// Runs the gateway with sample mail for a person to try: `-Dtest=TryIt -Dtry.port=8099 -Dtry.seconds=600`.
@WithBacking
@EnabledIfSystemProperty(named = "try.port", matches = "[0-9]+")
final class TryIt {
    @Test
    void stays(TestDatabase database) throws Exception {
        try (var gateway = new Gateway(database, Path.of("target/try"), Integer.getInteger("try.port"))) {
            Samples.fill(gateway.mailbox);
            System.out.println("READY " + gateway.url());
            var done = Path.of("target/try/stop");
            long end = System.nanoTime() + Long.getLong("try.seconds", 600L) * 1_000_000_000L;
            while (System.nanoTime() < end && !done.toFile().exists()) {
                Thread.sleep(500);
            }
        }
    }
}
