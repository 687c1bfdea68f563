package org.posthorn.runtime.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.posthorn.runtime.metrics.Metrics;

/// Whether the disks have room for more mail, asked of the system at most once a second. Safe for many threads.
public final class DiskRoom implements BooleanSupplier {
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    private final List<Path> directories;
    private final DiskSettings limits;
    private final AtomicLong lookAt = new AtomicLong(System.nanoTime());
    private volatile List<Room> rooms;

    /// One disk.
    ///
    /// @param free octets that may be written
    /// @param least octets that must be free
    private record Room(Path directory, long free, long least) {
        boolean enough() {
            return free >= least;
        }

        String sentence() {
            return (free >> 20) + " MiB free at " + directory;
        }
    }

    /// @param limits with the directories that are watched
    public DiskRoom(DiskSettings limits) {
        this(limits, limits.directories());
    }

    private DiskRoom(DiskSettings limits, List<Path> directories) {
        this.limits = limits;
        this.directories = List.copyOf(directories);
        this.rooms = look();
    }

    /// The same, which watches one more, and shows it.
    public DiskRoom with(Path directory, Metrics metrics) {
        if (directories.contains(directory)) {
            return this;
        }
        measure(directory, metrics);
        var more = new ArrayList<>(directories);
        more.add(directory);
        return new DiskRoom(limits, more);
    }

    /// Why nothing may be added now, in a sentence; empty when there is room.
    public Optional<String> shortage() {
        return current().stream()
                .filter(room -> !room.enough())
                .findFirst()
                .map(room -> "The disk is nearly full: " + room.sentence() + ", and " + (room.least() >> 20)
                        + " MiB must be.");
    }

    @Override
    public boolean getAsBoolean() {
        return current().stream().allMatch(Room::enough);
    }

    /// A part of health.
    public Condition condition() {
        return shortage()
                .map(Condition::unwell)
                .orElseGet(() -> Condition.well(
                        String.join(", ", rooms.stream().map(Room::sentence).toList())));
    }

    /// Shows each disk.
    public void measure(Metrics metrics) {
        directories.forEach(directory -> measure(directory, metrics));
    }

    private void measure(Path directory, Metrics metrics) {
        metrics.gauge(
                "posthorn_disk_free_bytes",
                "What may still be written on the disk of a directory.",
                () -> room(directory).free(),
                "directory",
                directory.toString());
        metrics.gauge(
                "posthorn_disk_least_bytes",
                "Below so much no mail is taken.",
                () -> room(directory).least(),
                "directory",
                directory.toString());
    }

    private List<Room> current() {
        long now = System.nanoTime();
        long due = lookAt.get();
        if (now - due >= 0 && lookAt.compareAndSet(due, now + LOOK_AGAIN)) {
            rooms = look();
        }
        return rooms;
    }

    private List<Room> look() {
        return directories.stream().map(this::room).toList();
    }

    /// A disk that cannot be asked has no room.
    private Room room(Path directory) {
        try {
            var store = Files.getFileStore(existing(directory));
            long least = Math.max(limits.leastFree().bytes(), store.getTotalSpace() / 100 * limits.leastPercent());
            return new Room(directory, store.getUsableSpace(), least);
        } catch (IOException e) {
            return new Room(directory, 0, limits.leastFree().bytes());
        }
    }

    /// What is made later will lie on the disk of what contains it.
    private static Path existing(Path directory) {
        var path = directory.toAbsolutePath();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }
}
