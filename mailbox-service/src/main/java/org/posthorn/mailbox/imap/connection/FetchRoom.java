package org.posthorn.mailbox.imap.connection;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// How much of messages a session holds while its client reads it. All sessions share one budget: who has a part of it
/// reads much at once, everybody else a little, so that thousands of clients that read slowly take little memory and
/// keep nobody from reading. A client that is slow gives its part back and does not get another one for a while; one
/// that reads hardly anything is ended by who looks after the connection.
public final class FetchRoom {
    /// What a part of the budget holds: octets of messages, rows and structures.
    public static final int MIB = 2;
    /// For so long a client may keep us from sending on before it counts as slow.
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration SLOW_FOR = Duration.ofMinutes(1);

    private final Semaphore budget;
    private final LongSupplier waited;
    private final LongSupplier ticker;
    private boolean mine;
    /// How long the client had kept us waiting when its time began.
    private long waitedBefore;
    private boolean wasSlow;
    private long slowSince;
    /// When its time began, in nanoseconds; 0 while nothing is held.
    private volatile long since;

    /// What is read at once.
    ///
    /// @param rows      messages without their octets
    /// @param ofOctets  the same where octets are read too, which takes longer
    /// @param octets    of several messages
    /// @param piece     octets of one message that is larger
    record Portion(int rows, int ofOctets, int octets, int piece) {
        static final Portion LARGE = new Portion(500, 128, 1024 * 1024, 256 * 1024);
        static final Portion SMALL = new Portion(16, 16, 16 * 1024, 16 * 1024);
    }

    /// @param budget one for each part of it
    /// @param waited how long the client has kept us waiting until it read, in nanoseconds
    /// @param ticker nanoseconds
    FetchRoom(Semaphore budget, LongSupplier waited, LongSupplier ticker) {
        this.budget = budget;
        this.waited = waited;
        this.ticker = ticker;
    }

    /// Something is read from now on; what was read before went out.
    Portion begins() {
        goesOn();
        mine = mine || (!isSlow() && budget.tryAcquire());
        return portion();
    }

    /// A part of what was read went out.
    void goesOn() {
        if (mine && waited.getAsLong() - waitedBefore > SLOW.toNanos()) {
            wasSlow = true;
            slowSince = ticker.getAsLong();
            giveBack();
        }
        restart();
    }

    /// Nothing is held any more.
    void ends() {
        goesOn();
        giveBack();
        since = 0;
    }

    Portion portion() {
        return mine ? Portion.LARGE : Portion.SMALL;
    }

    /// Whether what was read goes out for longer than this; asked by another thread.
    boolean isStuck(Duration longest) {
        long began = since;
        return began != 0 && ticker.getAsLong() - began > longest.toNanos();
    }

    private boolean isSlow() {
        wasSlow = wasSlow && ticker.getAsLong() - slowSince < SLOW_FOR.toNanos();
        return wasSlow;
    }

    private void restart() {
        waitedBefore = waited.getAsLong();
        since = Math.max(1, ticker.getAsLong());
    }

    private void giveBack() {
        if (mine) {
            mine = false;
            budget.release();
        }
    }
}
