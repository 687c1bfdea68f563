package org.posthorn.allinone.process;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts again what ended by itself, as an orchestrator does.
public final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Supplier<Collection<Child>> children;
    private final Consumer<Child> revived;
    private final Thread thread = Thread.ofPlatform().daemon().name("keeper").unstarted(this::live);

    private Keeper(Supplier<Collection<Child>> children, Consumer<Child> revived) {
        this.children = children;
        this.revived = revived;
    }

    /// @param children asked for at each look, twice a second
    /// @param revived hears of each that was started again
    public static Keeper of(Supplier<Collection<Child>> children, Consumer<Child> revived) {
        var keeper = new Keeper(children, revived);
        keeper.thread.start();
        return keeper;
    }

    private void live() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                children.get().stream().filter(Keeper::isRevived).forEach(revived);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One that cannot be started now is looked at again, and keeps no other from it.
    private static boolean isRevived(Child child) {
        try {
            return child.revive();
        } catch (UncheckedIOException e) {
            LOG.warn("not-started-again process={} reason={}", child.name(), e.getMessage());
            return false;
        }
    }

    /// Looks no more.
    @Override
    public void close() {
        thread.interrupt();
    }
}
