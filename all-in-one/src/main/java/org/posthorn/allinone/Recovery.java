package org.posthorn.allinone;

import java.time.Duration;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.ledger.CheckpointStore;
import org.posthorn.runtime.ledger.LedgerAudit;
import org.posthorn.runtime.ledger.LedgerDatabase;
import org.posthorn.runtime.ledger.LedgerReport;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What follows an unclean stop. On one machine only `mail.accepted` and the databases are fsynced: a power cut may
/// take the tail of every other topic. So the ledger is run over what was accepted since its checkpoint, and what
/// has neither an outcome nor a place where it waits is driven again. The stores know what they have, so nothing is
/// filed twice.
///
/// It runs beside the services, which take and deliver mail meanwhile.
final class Recovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Settings settings;
    private final Thread thread;

    private Recovery(Settings settings) {
        this.settings = settings;
        this.thread = new Thread(this::run, "recovery");
    }

    static Recovery begin(Settings settings) {
        var recovery = new Recovery(settings);
        recovery.thread.setDaemon(true);
        recovery.thread.start();
        return recovery;
    }

    private void run() {
        try {
            LOG.info("recovery-started reason=\"the last stop was not clean\"");
            recover();
        } catch (InterruptedException e) {
            LOG.info("recovery-interrupted");
        } catch (RuntimeException e) {
            LOG.error("recovery-failed do=\"run mailctl ledger verify --repair\"", e);
        }
    }

    private void recover() throws InterruptedException {
        var kafka = settings.get(KafkaSettings.class);
        var database = settings.get(DatabaseSettings.class);
        try (var publisher = new Publisher(kafka.connection());
                var ledger = Database.attach(database, "ledger");
                var books = Database.open(database.withPoolSize(1), "ledger");
                var audit = new LedgerAudit(kafka.connection(), publisher, new LedgerDatabase(ledger))) {
            var _ = audit.from(new CheckpointStore(books));
            var report = audit.verify(PATIENCE);
            int driven = report.balanced() ? 0 : repair(audit, report, publisher);
            LOG.info(
                    "recovery-finished accepted={} missing={} driven-again={}",
                    report.accepted(),
                    report.findings().size(),
                    driven);
        }
    }

    private int repair(LedgerAudit audit, LedgerReport report, Publisher publisher) {
        try (var database = Database.open(settings.get(DatabaseSettings.class), "claims")) {
            var claims = new PostgresClaimStore(database);
            long inlineLimit = settings.get(KafkaSettings.class).inlineLimit().bytes();
            var acceptance = new Acceptance(publisher, claims, "recovery", inlineLimit);
            return audit.repair(report.findings(), acceptance, claims);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
