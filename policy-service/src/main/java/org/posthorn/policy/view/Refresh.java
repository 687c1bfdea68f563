package org.posthorn.policy.view;

import java.time.Duration;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads something again every few seconds, for what other instances changed in the database.
public final class Refresh implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final String name;
    private final Runnable reading;
    private final Thread thread;

    /// @param name for the log
    /// @param reading keeps what it had when it throws
    public Refresh(String name, Runnable reading) {
        this.name = name;
        this.reading = reading;
        this.thread = Thread.ofVirtual().name("refresh-" + name).unstarted(this::live);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void live() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(EVERY);
                read();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            reading.run();
        } catch (DatabaseUnavailable e) {
            LOG.warn("refresh-failed what={} reason={}", name, e.getMessage());
        }
    }
}
