package org.posthorn.runtime.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private final Map<RouteKey, Doubt> local = new LinkedHashMap<>();
    private final Map<RouteKey, Doubt> remote = new LinkedHashMap<>();
    final EnumMap<End, Long> ended = new EnumMap<>(End.class);
    long accepted;
    long routes;
    long queued;
    long quarantined;
    long underWay;

    /// A route that only a store can tell of.
    private record Doubt(RouteKey key, @Nullable Place place, Line line) {}

    Sums(Stores stores, Backlog backlog, List<Finding> findings) {
        this.stores = stores;
        this.backlog = backlog;
        this.findings = findings;
    }

    void enter(MessageId id, MessageEntry entry) {
        var place = entry.place;
        if (place != null) {
            accepted++;
        } else if (!entry.judged) {
            // outcomes of a message whose other records are gone already: its books were closed before
            return;
        }
        if (entry.judged) {
            entry.lines().forEach((leg, line) -> enter(id, place, leg, line));
        } else if (place != null && backlog.waits(id, place)) {
            underWay++;
        } else {
            var kind = backlog.parked().contains(id) ? Kind.PARKED : Kind.NOT_JUDGED;
            findings.add(new Finding(kind, id, Optional.ofNullable(place), Optional.empty(), Optional.empty()));
        }
    }

    private void enter(MessageId id, @Nullable Place place, Leg leg, Line line) {
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
        findings.add(new Finding(
                named,
                id,
                Optional.ofNullable(doubt.place()),
                Optional.of(doubt.key().recipient()),
                Optional.of(doubt.key().purpose())));
    }
}
