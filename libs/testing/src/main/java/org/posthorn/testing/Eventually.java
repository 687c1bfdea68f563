package org.posthorn.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Waits for a condition instead of for a time. The only place in the tests that sleeps.
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration STEP = Duration.ofMillis(20);

    private Eventually() {}

    /// Returns when the condition holds; fails after a minute.
    public static void eventually(String what, Callable<Boolean> condition) {
        eventually(what, condition, holds -> holds);
    }

    /// Returns the first value that is wanted; fails after a minute with the last one seen.
    public static <T> T eventually(String what, Callable<T> value, Predicate<T> wanted) {
        return eventually(PATIENCE, what, value, wanted);
    }

    public static <T> T eventually(Duration patience, String what, Callable<T> value, Predicate<T> wanted) {
        var end = System.nanoTime() + patience.toNanos();
        @Nullable T last = null;
        @Nullable Throwable failure = null;
        do {
            try {
                last = value.call();
                failure = null;
                if (wanted.test(last)) {
                    return last;
                }
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for: " + what, e);
            } catch (Exception | AssertionError e) {
                failure = e;
                pause();
            }
        } while (System.nanoTime() < end);
        throw new AssertionError("not within %s: %s; last seen: %s".formatted(patience, what, last), failure);
    }

    /// Returns when the assertions pass; fails after a minute with what they said last.
    public static void eventuallyAsserted(String what, Assertions assertions) {
        eventually(what, () -> {
            assertions.check();
            return true;
        });
    }

    /// Assertions that may fail for a while.
    @FunctionalInterface
    public interface Assertions {
        void check() throws Exception;
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
