package org.posthorn.delivery.intake;

import java.time.Duration;
import java.util.function.Supplier;
import org.posthorn.runtime.EnvironmentFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what must be done however long the environment is away. Giving a record back instead would count as
/// a delivery each time, and Kafka drops a record that was delivered too often.
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Patience() {}

    /// Tries until it works.
    ///
    /// @throws EnvironmentFailure the last one, when the thread is interrupted
    static <T> T until(String what, Supplier<T> work) {
        return until(what, work, () -> {});
    }

    /// As before.
    ///
    /// @param meanwhile is done before each further try
    static <T> T until(String what, Supplier<T> work, Runnable meanwhile) {
        while (true) {
            try {
                return work.get();
            } catch (EnvironmentFailure e) {
                LOG.warn("delivery-waits for={} reason={}", what, e.getMessage());
                pause(e);
                meanwhile.run();
            }
        }
    }

    static void untilDone(String what, Runnable work) {
        until(what, () -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    private static void pause(EnvironmentFailure failure) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
