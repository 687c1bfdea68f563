package org.posthorn.mailbox.imap.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthorn.mailbox.imap.watch.Heard.Look;

/// Which notices make a session look, and where.
class HeardTest {
    private final Heard heard = new Heard();

    @Test
    void aChangeThatIsHeardThreeTimesIsLookedAtOnce() {
        assertTrue(heard.ofFolder(1, 5));
        assertFalse(heard.ofFolder(1, 5));
        assertEquals(new Look(false, Set.of(1L)), heard.take());
        assertFalse(heard.ofFolder(1, 5));
        assertFalse(heard.ofFolder(1, 4));
        assertFalse(heard.isStale());
        assertTrue(heard.ofFolder(1, 6));
        assertTrue(heard.ofFolder(2, 4));
        assertEquals(new Look(false, Set.of(1L, 2L)), heard.take());
    }

    @Test
    void whoLookedAtAllFoldersHasSeenWhatWasChangedBefore() {
        assertTrue(heard.ofFolder(1, 5));
        assertTrue(heard.ofList(7));
        assertFalse(heard.ofList(7));
        assertFalse(heard.ofFolder(2, 6));
        assertTrue(heard.ofFolder(2, 8));
        assertTrue(heard.take().all());
        assertFalse(heard.ofList(8));
        assertFalse(heard.ofFolder(1, 8));
        assertFalse(heard.isStale());
        assertTrue(heard.ofList(9));
        assertTrue(heard.isStale());
    }

    @Test
    void aLookAtOneFolderSaysNothingOfTheList() {
        heard.ofFolder(1, 5);
        heard.take();
        assertTrue(heard.ofList(4));
        assertTrue(heard.take().all());
    }

    @Test
    void whatMayHaveBeenMissedIsLookedForEverywhere() {
        heard.ofFolder(1, 5);
        heard.ofAnything();
        assertTrue(heard.take().all());
        assertFalse(heard.isStale());
        heard.ofAnything();
        assertTrue(heard.isStale());
    }

    @Test
    void manyFoldersAreLookedAtTogether() {
        for (int folder = 1; folder <= 21; folder++) {
            heard.ofFolder(folder, 9);
        }
        assertTrue(heard.take().all());
        assertFalse(heard.ofList(9));
    }
}
