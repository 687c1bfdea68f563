package org.posthorn.policy.signing;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes keys through their lives: what waits signs once the DNS has all records of its domain that wait, and what
/// retired is deleted when its time is over. Any number of instances may do the same.
public final class KeyRotation implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    private final DkimKeys keys;
    private final KeyRecordCheck check;
    private final DkimSettings settings;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("dkim-rotation").unstarted(this::live);

    KeyRotation(DkimKeys keys, KeyRecordCheck check, DkimSettings settings, InstantSource clock) {
        this.keys = keys;
        this.check = check;
        this.settings = settings;
        this.clock = clock;
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
                Thread.sleep(settings.dnsInterval());
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look at everything.
    void turn() {
        try {
            switchWherePublished();
            keys.deleteRetired(clock.instant(), settings.retireAfter())
                    .forEach(name -> LOG.info("dkim-key-deleted record={} reason=retired", name));
        } catch (DatabaseUnavailable e) {
            LOG.warn("dkim-rotation-waits reason={}", e.getMessage());
        }
    }

    private void switchWherePublished() {
        Map<String, List<DkimKey>> waiting = new LinkedHashMap<>();
        for (var stored : keys.all()) {
            if (stored.state() == KeyState.WAITING) {
                waiting.computeIfAbsent(stored.key().domain(), _ -> new ArrayList<>())
                        .add(stored.key());
            }
        }
        waiting.forEach((domain, ofDomain) -> {
            if (ofDomain.stream().allMatch(this::isPublished)) {
                keys.activate(ofDomain);
                LOG.info("dkim-rotated domain={} keys={}", domain, ofDomain.size());
            }
        });
    }

    private boolean isPublished(DkimKey key) {
        return check.of(key).result() == KeyRecordCheck.Result.PUBLISHED;
    }
}
