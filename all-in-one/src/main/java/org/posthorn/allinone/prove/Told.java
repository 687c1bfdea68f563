package org.posthorn.allinone.prove;

import java.util.HashSet;
import java.util.Set;
import org.posthorn.events.Outcome;

/// What `delivery.outcome` says about one leg, each event once however often it was published.
final class Told {
    private final Set<Outcome> terminal = new HashSet<>();
    private final Set<Outcome> inDoubt = new HashSet<>();

    void add(Outcome outcome) {
        if (outcome.terminal()) {
            terminal.add(outcome);
        } else if (outcome instanceof Outcome.InDoubt) {
            inDoubt.add(outcome);
        }
    }

    int terminals() {
        return terminal.size();
    }

    int doubts() {
        return inDoubt.size();
    }

    boolean delivered() {
        return terminal.stream().anyMatch(Outcome.Delivered.class::isInstance);
    }

    static Told of(Outcome... outcomes) {
        var told = new Told();
        for (var outcome : outcomes) {
            told.add(outcome);
        }
        return told;
    }
}
