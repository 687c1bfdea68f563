package org.posthorn.mailbox.imap.connection;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

    /// For so long something large waits for room.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore budget;
    private final int parts;
    private final LongSupplier waited;
    private final LongSupplier ticker;
    private boolean mine;
    /// Parts of the budget for something large.
    private int besides;
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
    /// @param parts  how many it has when nobody reads
    /// @param waited how long the client has kept us waiting until it read, in nanoseconds
    /// @param ticker nanoseconds
    FetchRoom(Semaphore budget, int parts, LongSupplier waited, LongSupplier ticker) {
        this.budget = budget;
        this.parts = parts;
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
        isSent();
        since = 0;
    }

    /// Makes room for something that cannot be read piece by piece, until it [#isSent]; all of the budget is enough for
    /// anything. False when others have it.
    boolean has(long octets) {
        int wanted = (int) Math.min(parts, octets / (MIB << 20)) - (mine ? 1 : 0);
        try {
            if (wanted > 0 && !budget.tryAcquire(wanted, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        besides += Math.max(0, wanted);
        return true;
    }

    /// What was large went out.
    void isSent() {
        budget.release(besides);
        besides = 0;
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
