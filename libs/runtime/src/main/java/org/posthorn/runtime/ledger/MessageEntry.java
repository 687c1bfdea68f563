package org.posthorn.runtime.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.events.Purpose;

/// One message as far as its records were read; they come in any order.
final class MessageEntry {
    @Nullable
    Place place;

    boolean judged;
    private final Map<Leg, Line> lines = new HashMap<>(4);

    /// A route without its message.
    record Leg(String recipient, Purpose purpose) {}

    /// What is known of one route.
    static final class Line {
        boolean routed;

        @Nullable
        AccountId account;

        @Nullable
        End end;

        boolean quarantined;

        boolean closed() {
            return routed && end != null;
        }

        /// A delivery into a mailbox that must be found there.
        Optional<AccountId> filedFor() {
            return end == End.DELIVERED ? Optional.ofNullable(account) : Optional.empty();
        }
    }

    /// How a route ended.
    enum End {
        DELIVERED,
        BOUNCED,
        EXPIRED,
        DISCARDED
    }

    Line line(String recipient, Purpose purpose) {
        return lines.computeIfAbsent(new Leg(recipient, purpose), _ -> new Line());
    }

    Map<Leg, Line> lines() {
        return lines;
    }

    /// Whether nothing more is to come: accepted, judged, each route ended.
    boolean closed() {
        return place != null && judged && lines.values().stream().allMatch(Line::closed);
    }
}
