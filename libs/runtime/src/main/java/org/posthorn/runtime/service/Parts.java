package org.posthorn.runtime.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of a service in order. Each service's factory makes one bean of this type: its table of contents.
public final class Parts implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final List<Running> parts;
    private final Deque<Running> started = new ArrayDeque<>();

    private Parts(List<Running> parts) {
        this.parts = parts;
    }

    public static Parts of(Running... parts) {
        return new Parts(List.of(parts));
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
        for (var part : started) {
            try {
                part.drain();
            } catch (RuntimeException e) {
                LOG.warn("drain-failed part={}", part, e);
            }
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
