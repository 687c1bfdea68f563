package org.posthorn.mailbox.imap.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// With 30 ticks for a part.
class PaceTest {
    private static final int PART = 256 * 1024;
    private static final int LIMIT = 30;

    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(new Socket(), now::get);

    private void sends(int octets) throws IOException {
        pace.over(new ByteArrayInputStream(new byte[octets])).readNBytes(octets);
    }

    private boolean isTooSlowAfter(long ticks) {
        now.addAndGet(ticks);
        return pace.isTooSlow(LIMIT);
    }

    @Test
    void nobodyHasToBeFastWhoTakesNoRoom() {
        assertFalse(isTooSlowAfter(1_000_000));
    }

    @Test
    void eachPartComesInTime() throws IOException {
        pace.begins(1024);
        assertFalse(isTooSlowAfter(30));
        sends(PART - 1);
        assertTrue(isTooSlowAfter(1));
        sends(1);
        assertFalse(isTooSlowAfter(30));
        assertTrue(isTooSlowAfter(1));
    }

    @Test
    void aLiteralMoreGivesNoMoreTime() {
        pace.begins(100);
        now.addAndGet(20);
        pace.begins(101);
        assertTrue(isTooSlowAfter(11));
    }

    @Test
    void theWholeComesInTwentyTimesThat() throws IOException {
        pace.begins(10 * 1024);
        for (int i = 0; i < 20; i++) {
            assertFalse(isTooSlowAfter(30), "after part " + i);
            sends(PART);
        }
        assertTrue(isTooSlowAfter(1));
    }

    @Test
    void whatIsLargeMayTakeLonger() throws IOException {
        pace.begins(100 * 1024);
        for (int i = 0; i < 100; i++) {
            assertFalse(isTooSlowAfter(30), "after part " + i);
            sends(PART);
        }
        assertTrue(isTooSlowAfter(1));
    }

    @Test
    void whileTheClientWaitsForUsNoTimePasses() throws IOException {
        pace.begins(1024);
        for (int i = 0; i < 20; i++) {
            assertFalse(isTooSlowAfter(30));
            pace.ends();
            assertFalse(isTooSlowAfter(1_000));
            pace.begins(1024);
        }
        assertTrue(isTooSlowAfter(1));
    }

    @Test
    void theNextUploadHasItsOwnTime() throws IOException {
        pace.begins(1024);
        for (int i = 0; i < 19; i++) {
            assertFalse(isTooSlowAfter(30));
            sends(PART);
        }
        pace.isOverWith();
        pace.begins(1024);
        sends(PART);
        assertFalse(isTooSlowAfter(30));
        sends(PART);
        assertFalse(isTooSlowAfter(30));
    }
}
