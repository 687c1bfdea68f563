package org.posthorn.runtime.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.posthorn.events.SmtpActivity;

/// The counts of every kind. Safe for use by many threads.
public final class Tallies {
    /// A count of another server has whole seconds: it counts until the end of its second is over.
    private static final Duration REST_OF_SECOND = Duration.ofMillis(999);

    private final Map<LimitKind, Tally> byKind = new EnumMap<>(LimitKind.class);
    private final Tally correspondents;

    /// @param most subjects of each kind
    public Tallies(int most) {
        for (var kind : LimitKind.values()) {
            byKind.put(kind, new Tally(kind.window(), most));
        }
        correspondents = new Tally(LimitKind.RECIPIENT.window(), most);
    }

    public Tally of(LimitKind kind) {
        return Objects.requireNonNull(byKind.get(kind));
    }

    /// To whom each account wrote, by [#pair].
    public Tally correspondents() {
        return correspondents;
    }

    /// The subject of an account and a recipient.
    public static String pair(String account, String recipient) {
        return account + " " + recipient.replace(' ', '_');
    }

    /// Counts what a server told.
    public void learn(SmtpActivity activity, Instant now) {
        LimitKind.ofActivity(activity.kind()).ifPresent(kind -> {
            var time = activity.second().truncatedTo(ChronoUnit.SECONDS).plus(REST_OF_SECOND);
            if (!time.isAfter(now.minus(kind.window()))) {
                return;
            }
            if (kind == LimitKind.RECIPIENT) {
                learnRecipient(activity.subject(), time, now);
            } else {
                of(kind).add(activity.subject(), time, activity.count());
            }
        });
    }

    /// A recipient that two servers saw at once is one.
    private void learnRecipient(String pair, Instant time, Instant now) {
        int space = pair.lastIndexOf(' ');
        if (space > 0 && correspondents.count(pair, now) == 0) {
            correspondents.add(pair, time, 1);
            of(LimitKind.RECIPIENT).add(pair.substring(0, space), time, 1);
        }
    }

    /// Drops what is over.
    public void sweep(Instant now) {
        byKind.values().forEach(tally -> tally.sweep(now));
        correspondents.sweep(now);
    }

    /// How many subjects are counted.
    public int size() {
        return byKind.values().stream().mapToInt(Tally::size).sum();
    }
}
