package org.posthorn.mailbox.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;

/// Which notices a change gives to who listens.
class NoticesTest {
    private static final AccountId ACCOUNT = new AccountId(7);

    private static List<String> of(MailboxChange change) {
        var heard = new ArrayList<String>();
        var notices = new Notices();
        notices.add(ACCOUNT, new Notices.Listener() {
            @Override
            public void changed(long folder, long modSeq) {
                heard.add("messages of " + folder + " at " + modSeq);
            }

            @Override
            public void foldersChanged(long folder, long modSeq) {
                heard.add("folder " + folder + " at " + modSeq);
            }

            @Override
            public void missed() {
                heard.add("missed");
            }
        });
        notices.tell(change);
        return heard;
    }

    @Test
    void aMoveIsToldOfBothFolders() {
        var moved = new MailboxChange.Moved(
                ACCOUNT, 1, 9, Instant.EPOCH, List.of(4L), 2, Optional.empty(), Optional.empty(), List.of(5L));
        assertEquals(List.of("messages of 1 at 9", "messages of 2 at 9"), of(moved));
    }

    /// Who hears half of it might look, and tell, before it hears the rest.
    @Test
    void aChangeOfFoldersIsOneNotice() {
        assertEquals(List.of("folder 1 at 9"), of(new MailboxChange.FoldersChanged(ACCOUNT, 1, 9, Instant.EPOCH)));
    }
}
