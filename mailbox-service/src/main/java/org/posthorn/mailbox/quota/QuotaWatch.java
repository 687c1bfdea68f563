package org.posthorn.mailbox.quota;

import io.micrometer.core.instrument.Counter;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mailbox.account.Quotas;
import org.posthorn.mailbox.message.MessageChanges;
import org.posthorn.mailbox.message.MessageChanges.Addition;
import org.posthorn.mailbox.quota.QuotaWatchStore.Watched;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks once a second for mailboxes whose level changed, tells the directory of full ones and of those that have room
/// again, and warns their owners by a message. What it looks at is an index that is empty but for them.
public final class QuotaWatch implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaWatch.class);
    private static final int AT_ONCE = 200;
    private static final long PAUSE_MILLIS = 1_000;

    private final Database database;
    private final Quotas quotas;
    private final MessageChanges messages;
    private final InstantSource clock;
    private final QuotaWatchStore store = new QuotaWatchStore();
    private final Map<QuotaLevel, Counter> warnings = new EnumMap<>(QuotaLevel.class);
    private final Thread thread = Thread.ofVirtual().name("quota-watch").unstarted(this::live);
    private volatile boolean stopping;

    public QuotaWatch(Database database, Quotas quotas, MessageChanges messages, Metrics metrics, InstantSource clock) {
        this.database = database;
        this.quotas = quotas;
        this.messages = messages;
        this.clock = clock;
        for (var level : List.of(QuotaLevel.FILLING, QuotaLevel.NEARLY_FULL, QuotaLevel.FULL)) {
            var counter = metrics.counter(
                    "posthorn_mailbox_quota_warnings",
                    "Warnings to owners of mailboxes that fill.",
                    "level",
                    level.name().toLowerCase(Locale.ROOT));
            warnings.put(level, counter);
        }
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
        while (!stopping) {
            try {
                look();
            } catch (EnvironmentFailure e) {
                LOG.warn("quota-watch-waits reason={}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("quota-watch-failed", e);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Tells of every mailbox whose level changed.
    public void look() {
        var changed = store.toTell(database, AT_ONCE);
        changed.forEach(account -> database.run(tx -> tell(tx, account)));
    }

    private void tell(Transaction tx, AccountId account) {
        var address = store.lockAccount(tx, account);
        var mailbox = address.flatMap(_ -> store.lock(tx, account));
        mailbox.filter(watched -> watched.level() != watched.told())
                .ifPresent(watched -> tell(tx, account, address.orElseThrow(), watched));
    }

    private void tell(Transaction tx, AccountId account, String address, Watched mailbox) {
        var level = mailbox.level();
        boolean full = level == QuotaLevel.FULL;
        if (full != (mailbox.told() == QuotaLevel.FULL)) {
            quotas.full(tx, account, full);
        }
        var warning = level.warning(mailbox.warned());
        warning.ifPresent(of -> warn(tx, account, address, of));
        store.told(tx, account, level, level.warned(mailbox.warned()));
        tx.afterCommit(() -> {
            LOG.info("quota-level account={} level={} warned={}", account, level, warning.isPresent());
            warning.ifPresent(of -> Objects.requireNonNull(warnings.get(of)).increment());
        });
    }

    private void warn(Transaction tx, AccountId account, String address, QuotaLevel level) {
        var quota = quotas.ofAccount(tx, account);
        if (MailboxAddress.parse(address) instanceof Parsed.Ok<MailboxAddress>(var to)) {
            var now = clock.instant();
            var octets = QuotaWarning.write(to, level, quota, now);
            messages.append(
                    tx, account.value(), "inbox", new Addition(octets, List.of("\\Flagged"), Optional.empty(), now));
        }
    }
}
