package org.posthorn.runtime.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.events.Purpose;

/// One message as far as its records were read; they come in any order.
final class MessageEntry {
    /// Where it was accepted, more than once when it was driven again.
    final List<Place> places = new ArrayList<>(1);

    /// The first record of each partition that tells of it.
    final Map<TopicPartition, Long> firsts = new HashMap<>(4);

    boolean judged;
    int toProve;
    private boolean glanced;
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

    /// Where it was accepted first, once that is known.
    Optional<Place> place() {
        return places.stream().findFirst();
    }

    /// Told of, and not accepted, in two glances: it is older than these books.
    boolean stray() {
        boolean again = glanced;
        glanced = true;
        return again && places.isEmpty();
    }

    /// Whether nothing more is to come: accepted, judged, each route ended.
    boolean closed() {
        return !places.isEmpty() && judged && lines.values().stream().allMatch(Line::closed);
    }
}
