package org.posthorn.mailbox.imap.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.posthorn.mailbox.imap.connection.FetchRoom.Portion;

/// With room for one that reads much.
class FetchRoomTest {
    private final Semaphore budget = new Semaphore(1);
    private final AtomicLong now = new AtomicLong(1);
    private final AtomicLong waited = new AtomicLong();
    private final FetchRoom room = new FetchRoom(budget, 1, waited::get, now::get);

    private void sends(Duration howLong) {
        now.addAndGet(howLong.toNanos());
        waited.addAndGet(howLong.toNanos());
    }

    @Test
    void whoFindsNoRoomReadsALittleUntilThereIsSome() {
        var other = new FetchRoom(budget, 1, waited::get, now::get);
        assertEquals(Portion.LARGE, room.begins());
        assertEquals(Portion.SMALL, other.begins());
        assertEquals(Portion.LARGE, room.begins());
        room.ends();
        assertEquals(Portion.LARGE, other.begins());
        other.ends();
        assertEquals(1, budget.availablePermits());
    }

    @Test
    void whoReadsSlowlyGivesItsRoomBackForAWhile() {
        room.begins();
        sends(Duration.ofSeconds(5));
        room.goesOn();
        assertEquals(Portion.LARGE, room.portion());
        sends(Duration.ofSeconds(6));
        room.goesOn();
        assertEquals(Portion.SMALL, room.portion());
        assertEquals(1, budget.availablePermits());
        room.ends();
        assertEquals(Portion.SMALL, room.begins());
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(Portion.LARGE, room.begins());
    }

    @Test
    void aSlowDatabaseIsNotTheClientsFault() {
        room.begins();
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(Portion.LARGE, room.begins());
    }

    @Test
    void whoReadsHardlyAnythingIsStuck() {
        var longest = Duration.ofMinutes(5);
        assertFalse(room.isStuck(longest));
        room.begins();
        sends(longest);
        assertFalse(room.isStuck(longest));
        sends(Duration.ofNanos(1));
        assertTrue(room.isStuck(longest));
        room.goesOn();
        assertFalse(room.isStuck(longest));
        room.ends();
        sends(longest.multipliedBy(2));
        assertFalse(room.isStuck(longest));
    }

    /// With four parts of two MiB; who waits is woken at once here.
    @Test
    void somethingLargeHasAllOfTheRoomOrNone() {
        var four = new Semaphore(4);
        var one = new FetchRoom(four, 4, waited::get, now::get);
        var other = new FetchRoom(four, 4, waited::get, now::get);
        one.begins();
        assertTrue(one.has(6L << 20));
        assertEquals(1, four.availablePermits());
        assertTrue(other.has(3L << 20));
        one.isSent();
        assertEquals(2, four.availablePermits());
        other.isSent();
        assertTrue(one.has(1L << 40), "all of it is enough");
        assertEquals(0, four.availablePermits());
        one.ends();
        assertEquals(4, four.availablePermits());
        Thread.currentThread().interrupt();
        four.drainPermits();
        assertFalse(other.has(6L << 20));
        assertTrue(Thread.interrupted());
    }
}
