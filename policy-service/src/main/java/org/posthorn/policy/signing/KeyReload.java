package org.posthorn.policy.signing;

import java.time.Duration;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the keys again every few seconds, for what other instances changed.
public final class KeyReload implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(KeyReload.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final DkimKeys keys;
    private final Thread thread;

    public KeyReload(DkimKeys keys) {
        this.keys = keys;
        this.thread = Thread.ofVirtual().name("dkim-keys").unstarted(this::live);
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
                reload();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reload() {
        try {
            keys.reload();
        } catch (DatabaseUnavailable e) {
            LOG.warn("dkim-keys-kept reason={}", e.getMessage());
        }
    }
}
