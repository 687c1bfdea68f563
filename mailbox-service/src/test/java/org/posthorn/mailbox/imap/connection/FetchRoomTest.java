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
    private final FetchRoom room = new FetchRoom(budget, waited::get, now::get);

    private void sends(Duration howLong) {
        now.addAndGet(howLong.toNanos());
        waited.addAndGet(howLong.toNanos());
    }

    @Test
    void whoFindsNoRoomReadsALittleUntilThereIsSome() {
        var other = new FetchRoom(budget, waited::get, now::get);
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
}
