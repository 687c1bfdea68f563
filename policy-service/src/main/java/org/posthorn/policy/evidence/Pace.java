package org.posthorn.policy.evidence;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How long a message may be looked at, and whether it may wait apart when that was not enough.
///
/// | | first look (`mail.accepted`) | second look (`mail.waiting`) |
/// | --- | --- | --- |
/// | time | the deadline; less while messages are late, so that a silent server stalls nobody else | 5 s |
/// | tries | one | one a second |
/// | may wait | always | until the longest wait is over |
public final class Pace {
    private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

    /// How long one late message makes the first look short.
    private static final Duration CAUTION = Duration.ofSeconds(30);

    private static final int FRACTION = 8;

    private final InstantSource clock;
    private final Duration deadline;
    private final Duration cautious;
    private final Duration longestWait;
    private final boolean first;
    private volatile Instant cautiousUntil = Instant.MIN;

    private Pace(InstantSource clock, Duration deadline, Duration cautious, Duration longestWait, boolean first) {
        this.clock = clock;
        this.deadline = deadline;
        this.cautious = cautious;
        this.longestWait = longestWait;
        this.first = first;
    }

    /// For messages that are looked at for the first time.
    public static Pace first(InstantSource clock, Duration deadline) {
        return first(clock, deadline, deadline.dividedBy(FRACTION));
    }

    /// The same, with a time of its own while messages are late.
    public static Pace first(InstantSource clock, Duration deadline, Duration cautious) {
        return new Pace(clock, deadline, cautious, Duration.ZERO, true);
    }

    /// For messages that wait.
    public static Pace second(InstantSource clock, Duration longestWait) {
        return second(clock, SECOND_LOOK, longestWait);
    }

    /// The same, with a time of its own for each look.
    public static Pace second(InstantSource clock, Duration look, Duration longestWait) {
        var within = longestWait.compareTo(look) < 0 ? longestWait : look;
        return new Pace(clock, within, within, longestWait, false);
    }

    /// How long a look may take.
    public Duration within() {
        return clock.instant().isBefore(cautiousUntil) ? cautious : deadline;
    }

    /// Whether it is tried again within a look, once a second.
    public boolean triesAgain() {
        return !first;
    }

    /// Whether what is missing may be waited for.
    ///
    /// @param since when the message was first looked at
    public boolean mayWait(Instant since) {
        return first || clock.instant().isBefore(since.plus(longestWait));
    }

    /// A message is late.
    public void late() {
        cautiousUntil = clock.instant().plus(CAUTION);
    }
}
