package org.posthorn.ingress;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.posthorn.runtime.health.Disk;

/// Whether the disk of the spool has room, asked of the system at most once a second.
final class DiskRoom implements BooleanSupplier {
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    private final Path directory;
    private final AtomicLong lookAt = new AtomicLong(System.nanoTime());
    private volatile boolean room = true;

    DiskRoom(Path directory) {
        this.directory = directory;
    }

    @Override
    public boolean getAsBoolean() {
        long now = System.nanoTime();
        long due = lookAt.get();
        if (now - due >= 0 && lookAt.compareAndSet(due, now + LOOK_AGAIN)) {
            room = Disk.hasRoom(directory);
        }
        return room;
    }
}
