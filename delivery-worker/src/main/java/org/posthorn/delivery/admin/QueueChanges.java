package org.posthorn.delivery.admin;

import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import org.posthorn.delivery.admin.QueueChangeStore.Pass;
import org.posthorn.delivery.outcome.OutcomePublisher;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.api.QueueApi.Selection;

/// Carries out an action on all that a selection matches, batch by batch, and says so in `delivery.outcome`
/// where it is an outcome.
public final class QueueChanges {
    private final QueueChangeStore store;
    private final OutcomePublisher publisher;
    private final InstantSource clock;

    public QueueChanges(QueueChangeStore store, OutcomePublisher publisher, InstantSource clock) {
        this.store = store;
        this.publisher = publisher;
        this.clock = clock;
    }

    long count(Selection selection) {
        return store.count(selection);
    }

    /// @param progress hears how many were changed, after each batch
    /// @return how many were changed
    long carryOut(QueueAction action, Selection selection, LongConsumer progress) {
        var pass = Pass.BEGIN;
        while (!pass.over()) {
            pass = store.next(action, selection, pass, clock.instant(), gone -> tell(action, gone, selection.by()));
            progress.accept(pass.changed());
        }
        return pass.changed();
    }

    private void tell(QueueAction action, List<Subject> subjects, String by) {
        var now = clock.instant();
        switch (action) {
            case HOLD ->
                publisher.publish(subjects.stream()
                        .map(subject -> new Outcome.Held(subject, now, by, "Held by " + by))
                        .toList());
            case DELETE ->
                publisher.publish(subjects.stream()
                        .map(subject -> new Outcome.Discarded(subject, now, by, "Deleted from the queue by " + by))
                        .toList());
            case FLUSH, RELEASE, REQUEUE -> {
                // What follows is an attempt, and that has an outcome.
            }
        }
    }
}
