package org.posthorn.runtime.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.events.MessageId;
import org.posthorn.runtime.ledger.Finding.Kind;
import org.posthorn.runtime.ledger.MessageEntry.End;
import org.posthorn.runtime.ledger.MessageEntry.Leg;
import org.posthorn.runtime.ledger.MessageEntry.Line;

/// What the open messages come to: first each is entered, then the stores are asked about all of them at once.
final class Sums {
    private final Stores stores;
    private final Backlog backlog;
    private final List<Finding> findings;
    private final Set<MessageId> inRows = new HashSet<>();
    private final Map<RouteKey, Doubt> local = new LinkedHashMap<>();
    private final Map<RouteKey, Doubt> remote = new LinkedHashMap<>();
    final EnumMap<End, Long> ended = new EnumMap<>(End.class);
    long accepted;
    long routes;
    long queued;
    long quarantined;
    long underWay;

    /// A route that only a store can tell of.
    private record Doubt(RouteKey key, Place place, Line line) {}

    Sums(Stores stores, Backlog backlog, List<Finding> findings) {
        this.stores = stores;
        this.backlog = backlog;
        this.findings = findings;
    }

    void enter(MessageId id, MessageEntry entry) {
        if (entry.places.isEmpty()) {
            // it was accepted before these books begin
            return;
        }
        accepted++;
        inRows.add(id);
        var place = entry.places.getFirst();
        if (entry.judged) {
            entry.lines().forEach((leg, line) -> enter(id, place, leg, line));
        } else if (entry.places.stream().anyMatch(each -> backlog.waits(id, each))) {
            unsettled(id);
            underWay++;
        } else if (backlog.parked().contains(id)) {
            findings.add(new Finding(Kind.PARKED, id, Optional.of(place), Optional.empty(), Optional.empty()));
        } else {
            unsettled(id);
            findings.add(new Finding(Kind.NOT_JUDGED, id, Optional.of(place), Optional.empty(), Optional.empty()));
        }
    }

    /// Messages that are whole in durable rows: ended, queued, quarantined or parked. For after [#settle].
    Set<MessageId> settledInRows() {
        return inRows;
    }

    private void unsettled(MessageId id) {
        inRows.remove(id);
    }

    private void enter(MessageId id, Place place, Leg leg, Line line) {
        if (!line.routed) {
            return;
        }
        routes++;
        var key = new RouteKey(id, leg.recipient(), leg.purpose());
        if (line.end != null) {
            ended.merge(line.end, 1L, Long::sum);
            if (line.filedFor().isPresent()) {
                local.put(key, new Doubt(key, place, line));
            }
        } else if (line.quarantined) {
            quarantined++;
        } else if (backlog.underWay().contains(key)) {
            unsettled(id);
            underWay++;
        } else if (line.account != null) {
            local.put(key, new Doubt(key, place, line));
        } else {
            remote.put(key, new Doubt(key, place, line));
        }
    }

    /// Asks the stores about what is left.
    void settle() {
        var questions = new ArrayList<LocalRoute>();
        local.forEach((key, doubt) -> {
            var account = doubt.line().account;
            if (account != null) {
                questions.add(new LocalRoute(key, account));
            }
        });
        var filed = Ledger.inPortions(questions, stores::filed);
        for (var doubt : local.values()) {
            boolean there = filed.contains(doubt.key());
            if (doubt.line().end == null) {
                miss(there ? Kind.NOT_TOLD : Kind.NO_OUTCOME, doubt);
            } else if (!there) {
                miss(Kind.NOT_FILED, doubt);
            }
        }
        var waiting = Ledger.inPortions(remote.keySet(), stores::queued);
        for (var doubt : remote.values()) {
            if (waiting.contains(doubt.key())) {
                queued++;
            } else {
                miss(Kind.NO_OUTCOME, doubt);
            }
        }
    }

    private void miss(Kind kind, Doubt doubt) {
        var id = doubt.key().messageId();
        var named = kind == Kind.NO_OUTCOME && backlog.parked().contains(id) ? Kind.PARKED : kind;
        if (named != Kind.PARKED) {
            unsettled(id);
        }
        findings.add(new Finding(
                named,
                id,
                Optional.of(doubt.place()),
                Optional.of(doubt.key().recipient()),
                Optional.of(doubt.key().purpose())));
    }
}
