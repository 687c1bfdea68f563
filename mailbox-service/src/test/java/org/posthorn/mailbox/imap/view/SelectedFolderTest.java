package org.posthorn.mailbox.imap.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.mailbox.imap.store.Advance;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.store.ViewStore.Changes;

/// What a session has heard of meets what it changes itself, in every order.
class SelectedFolderTest {
    private final SelectedFolder selected = new SelectedFolder(
            new FolderRow(1, "INBOX", Optional.empty(), true, 1, 4, 10, 3, 3, 300, 0), false, new int[] {1, 2, 3});

    @Test
    void itsOwnChangeNeedsNoLook() {
        selected.noticed(12);
        assertTrue(selected.missesChanges());

        selected.removed(List.of(2L), new Advance(10, 12));

        assertFalse(selected.missesChanges());
        assertEquals(1, selected.take(Changes.none(12), true).indexes().length);
    }

    @Test
    void aChangeOfAnotherOneBeforeOrAfterItsOwnNeedsOne() {
        selected.noticed(13);
        selected.removed(List.of(2L), new Advance(10, 12));
        assertTrue(selected.missesChanges());

        selected.removed(List.of(3L), new Advance(13, 14));
        assertTrue(selected.missesChanges());
        assertEquals(12, selected.modSeq());
    }

    @Test
    void aSuspicionOutlastsItsOwnChange() {
        selected.suspect();
        selected.removed(List.of(2L), new Advance(10, 12));

        assertTrue(selected.missesChanges());
    }

    @Test
    void aLookAnswersWhatWasHeardBeforeItAndNothingElse() {
        selected.suspect();
        var heard = selected.heard();
        selected.suspect();
        selected.looked(heard);
        assertTrue(selected.missesChanges());

        selected.looked(selected.heard());
        assertFalse(selected.missesChanges());
    }
}
