package org.posthorn.mailbox.imap.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.posthorn.mailbox.imap.grammar.Command;

/// Where a budget of 1,000 KiB goes.
class UploadsTest {
    private final Semaphore budget = new Semaphore(1_000);
    private final List<String> stored = new ArrayList<>();
    private final Uploads uploads =
            new Uploads(budget, new Pace(new Socket(), System::nanoTime), new Uploads.Connection() {
                @Override
                public void store(List<Uploads.Tagged> appends) {
                    appends.forEach(append -> stored.add(append.tag()));
                }

                @Override
                public void ask() {
                    // nobody sends anything here
                }
            });

    private void append(String tag, int octets) throws IOException {
        assertTrue(uploads.admits(octets));
        var message = new Command.NewMessage(List.of(), Optional.empty(), new byte[octets]);
        uploads.add(tag, new Command.Append("INBOX", List.of(message)));
    }

    @Test
    void littleNeedsNoRoom() throws IOException {
        append("a", 64 * 1024);
        assertEquals(1_000, budget.availablePermits());
    }

    @Test
    void manySmallLiteralsOfOneCommandNeedRoom() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertTrue(uploads.admits(20 * 1024));
        }
        assertEquals(800, budget.availablePermits());
        uploads.release();
        assertEquals(1_000, budget.availablePermits());
    }

    @Test
    void whatWaitsToBeStoredNeedsRoomUntilItIs() throws IOException {
        for (int i = 0; i < 10; i++) {
            append("a" + i, 20 * 1024);
            uploads.release();
        }
        assertEquals(800, budget.availablePermits());
        uploads.store();
        assertEquals(10, stored.size());
        assertEquals(1_000, budget.availablePermits());
    }

    @Test
    void whatWaitsIsStoredWhenItsRoomIsNeeded() throws IOException {
        append("a", 700 * 1024);
        uploads.release();
        assertTrue(uploads.admits(500 * 1024));
        assertEquals(List.of("a"), stored);
        assertEquals(500, budget.availablePermits());
    }

    @Test
    void anEndGivesAllBack() throws IOException {
        append("a", 300 * 1024);
        uploads.release();
        assertTrue(uploads.admits(200 * 1024));
        assertEquals(500, budget.availablePermits());
        uploads.end();
        assertEquals(1_000, budget.availablePermits());
        assertEquals(List.of(), stored);
    }
}
