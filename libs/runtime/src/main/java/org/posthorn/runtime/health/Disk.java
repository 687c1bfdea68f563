package org.posthorn.runtime.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The room left for a directory. Below the larger of 1 GiB and 5 % the system takes no more mail.
public final class Disk {
    private static final long LEAST_BYTES = 1L << 30;

    private Disk() {}

    /// A part of health for a directory.
    public static Supplier<Condition> roomAt(Path directory) {
        return () -> {
            try {
                var store = Files.getFileStore(directory);
                long free = store.getUsableSpace();
                long least = Math.max(LEAST_BYTES, store.getTotalSpace() / 20);
                var detail = (free >> 20) + " MiB free at " + directory;
                return new Condition(free >= least, detail);
            } catch (IOException e) {
                return Condition.unwell("The disk of " + directory + " cannot be asked: " + e.getMessage());
            }
        };
    }

    /// Whether there is room for more mail.
    public static boolean hasRoom(Path directory) {
        return roomAt(directory).get().well();
    }
}
