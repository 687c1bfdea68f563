package org.posthorn.policy.credit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.kafka.View;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the accounts of the directory their starting credits soon after they are made, so that they are seen before
/// anything is sent.
public final class AccountOpening implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(AccountOpening.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int PAGE = 1_000;

    private final CreditLedger ledger;
    private final BlockingQueue<AccountId> seen = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofVirtual().name("credit-accounts").unstarted(this::live);

    /// To be made before the view is started.
    public AccountOpening(View<DirectoryEntry> directory, CreditLedger ledger) {
        this.ledger = ledger;
        directory.onChange((_, entry) -> entry.ifPresent(this::see));
    }

    private void see(DirectoryEntry entry) {
        if (entry instanceof AccountFacts account) {
            seen.add(account.account());
        }
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
                var page = new ArrayList<AccountId>();
                page.add(seen.take());
                seen.drainTo(page, PAGE - 1);
                open(page);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(List<AccountId> page) throws InterruptedException {
        while (true) {
            try {
                ledger.open(page);
                return;
            } catch (EnvironmentFailure e) {
                LOG.warn("credit-accounts-wait reason={}", e.getMessage());
                Thread.sleep(RETRY);
            }
        }
    }
}
