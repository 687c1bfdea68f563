package org.posthorn.allinone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.posthorn.embedded.LoopbackPorts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the cache that lets the next start take seconds less (JEP 514): a while after the first start, a
/// second process of the lowest priority rehearses start, mail and stop on data of its own, and the JVM keeps
/// what it learnt. The process ends with this one. Nothing depends on it; where it fails, starts stay as they
/// are.
final class Training {
    private static final Logger LOG = LoggerFactory.getLogger(Training.class);
    private static final Duration AFTER_START = Duration.ofSeconds(20);
    private static final long LEAST_MEMORY_KIB = 1_500_000;
    private static final String CACHE = "posthorn.aot-cache";

    private final Path cache;

    private Training(Path cache) {
        this.cache = cache;
    }

    /// Begins in the background when the launcher wants a cache at this place.
    static void beginWhenWanted(Options options) {
        var wanted = System.getProperty(CACHE);
        if (wanted != null && !options.bench() && !options.rehearsal()) {
            var training = new Training(Path.of(wanted));
            Thread.ofVirtual().name("aot-training").start(training::run);
        }
    }

    private void run() {
        try {
            Thread.sleep(AFTER_START);
            if (availableMemoryKib() < LEAST_MEMORY_KIB) {
                LOG.info("aot-training-skipped reason=memory");
                return;
            }
            try (var channel = FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.tryLock()) {
                if (lock != null && !Files.exists(cache)) {
                    rehearse();
                }
            }
        } catch (IOException e) {
            LOG.warn("aot-training-failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rehearse() throws IOException, InterruptedException {
        var started = System.nanoTime();
        var data = Files.createTempDirectory("posthorn-rehearsal-");
        try {
            var fresh = beside(".new");
            var process = new ProcessBuilder(command(fresh, data))
                    .redirectErrorStream(true)
                    .redirectOutput(beside(".log").toFile())
                    .start();
            var status = process.waitFor();
            if (status == 0 && Files.exists(fresh)) {
                Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
                LOG.info(
                        "aot-cache-made seconds={}",
                        Duration.ofNanos(System.nanoTime() - started).toSeconds());
            } else {
                LOG.warn("aot-training-failed status={} log={}", status, beside(".log"));
            }
        } finally {
            delete(data);
        }
    }

    private List<String> command(Path fresh, Path data) {
        var command = new ArrayList<>(List.of("nice", "-n", "19", System.getProperty("java.home") + "/bin/java"));
        for (var flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-D" + CACHE)) {
                command.add(flag);
            }
        }
        command.add("-XX:AOTCacheOutput=" + fresh);
        command.add("-Xlog:aot*=off,cds*=off");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AllInOne.class.getName()));
        command.addAll(List.of("--rehearsal", "--bench", "--data=" + data));
        for (var port : PortCheck.PORT_SETTINGS) {
            command.add("--" + port + "=" + LoopbackPorts.free());
        }
        for (var listener : PortCheck.LISTENER_SETTINGS) {
            command.add("--" + listener + "=127.0.0.1:" + LoopbackPorts.free());
        }
        command.add("--delivery.routes=" + Rehearsal.FAR + "=127.0.0.1:" + LoopbackPorts.free());
        return command;
    }

    private Path beside(String suffix) {
        return cache.resolveSibling(cache.getFileName() + suffix);
    }

    private static long availableMemoryKib() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemAvailable:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
