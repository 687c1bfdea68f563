package org.posthorn.policy.credit;

import java.util.List;
import org.posthorn.events.Outcome;
import org.posthorn.events.Topics;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.service.Running;

/// Reads what became of charged messages. A replay changes nothing: a charge ends once.
public final class CreditOutcomes implements Running {
    private static final String GROUP = "policy-credits";
    private static final int BATCH = 500;

    private final CreditLedger ledger;
    private final PartitionLoop<Outcome> loop;

    public CreditOutcomes(KafkaConnection connection, Publisher publisher, CreditLedger ledger) {
        this.ledger = ledger;
        var options = PartitionLoop.Options.patient(GROUP, BATCH);
        this.loop = new PartitionLoop<>(connection, Topics.DELIVERY_OUTCOME, publisher, options, this::settle);
    }

    private void settle(Batch<Outcome> batch) {
        List<Outcome> ends = batch.records().stream()
                .map(record -> record.event().data())
                .filter(CreditOutcomes::mayEndACharge)
                .toList();
        if (!ends.isEmpty()) {
            ledger.settle(ends);
        }
    }

    /// Most outcomes are of mailboxes here, and those cost nothing.
    private static boolean mayEndACharge(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> delivered.account().isEmpty();
            case Outcome.InDoubt _, Outcome.Bounced _, Outcome.Expired _, Outcome.Discarded _ -> true;
            case Outcome.Deferred _, Outcome.Held _, Outcome.Quarantined _ -> false;
        };
    }

    /// How settling goes.
    public Condition condition() {
        return loop.state().condition();
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void drain() {
        loop.drain();
    }

    @Override
    public void close() {
        loop.close();
    }
}
