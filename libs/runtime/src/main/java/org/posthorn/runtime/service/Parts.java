package org.posthorn.runtime.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of a service in order. Each service's factory makes one bean of this type: its table of contents.
public final class Parts implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final List<Running> parts;
    private final boolean atOnce;
    private final Deque<Running> started = new ArrayDeque<>();

    private Parts(List<Running> parts, boolean atOnce) {
        this.parts = parts;
        this.atOnce = atOnce;
    }

    public static Parts of(Running... parts) {
        return new Parts(List.of(parts), false);
    }

    /// Parts that do not depend on each other. They drain at once, since each waits for what it has asked for.
    public static Parts together(List<? extends Running> parts) {
        return new Parts(List.copyOf(parts), true);
    }

    @Override
    public synchronized void start() {
        for (var part : parts) {
            started.push(part);
            part.start();
        }
    }

    @Override
    public synchronized void drain() {
        if (!atOnce) {
            started.forEach(Parts::drain);
            return;
        }
        try (var drains = Executors.newVirtualThreadPerTaskExecutor()) {
            started.forEach(part -> drains.execute(() -> drain(part)));
        }
    }

    private static void drain(Running part) {
        try {
            part.drain();
        } catch (RuntimeException e) {
            LOG.warn("drain-failed part={}", part, e);
        }
    }

    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            var part = started.pop();
            try {
                part.close();
            } catch (RuntimeException e) {
                LOG.warn("close-failed part={}", part, e);
            }
        }
    }
}
