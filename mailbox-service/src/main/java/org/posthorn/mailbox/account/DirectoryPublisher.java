package org.posthorn.mailbox.account;

import org.posthorn.events.Topics;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that the `directory` topic holds the whole directory: at the first start, and when Kafka or the topic
/// was made anew, also while we run.
final class DirectoryPublisher implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryPublisher.class);
    private static final long LOOK_MILLIS = 30_000;
    private static final long RETRY_MILLIS = 1_000;

    private final Database database;
    private final Directory directory;
    private final KafkaConnection connection;
    private final Thread thread = Thread.ofVirtual().name("directory-publisher").unstarted(this::live);
    private volatile boolean stopping;

    DirectoryPublisher(Database database, Directory directory, KafkaConnection connection) {
        this.database = database;
        this.directory = directory;
        this.connection = connection;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        long pause = RETRY_MILLIS;
        while (!stopping) {
            try {
                if (directory.publishWhole(database, LogIdentity.of(connection, Topics.DIRECTORY.name()))) {
                    LOG.info("directory-published");
                }
                pause = LOOK_MILLIS;
            } catch (EnvironmentFailure e) {
                LOG.warn("directory-waits reason={}", e.getMessage());
                pause = RETRY_MILLIS;
            } catch (RuntimeException e) {
                LOG.error("directory-failed", e);
                pause = LOOK_MILLIS;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
