package org.posthorn.mailbox.filing;

import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.mailbox.folder.SpecialUse;

/// The counters of a folder of a locked mailbox while a batch is filed; confined to the loop's thread.
final class FolderState {
    private final long account;
    private final long folder;
    private final String name;
    private final SpecialUse use;
    private long uidNext;
    private long unseen;
    private long bytes;
    private final List<AddedMessage> added = new ArrayList<>();

    FolderState(long account, long folder, String name, SpecialUse use, long uidNext) {
        this.account = account;
        this.folder = folder;
        this.name = name;
        this.use = use;
        this.uidNext = uidNext;
    }

    /// Takes the next UID.
    long take(Arrival arrival) {
        unseen += arrival.unseen() ? 1 : 0;
        bytes += arrival.size();
        return uidNext++;
    }

    void added(AddedMessage message) {
        added.add(message);
    }

    long account() {
        return account;
    }

    long folder() {
        return folder;
    }

    String name() {
        return name;
    }

    SpecialUse use() {
        return use;
    }

    long uidNext() {
        return uidNext;
    }

    /// Added by the batch.
    long messages() {
        return added.size();
    }

    /// Added by the batch.
    long unseen() {
        return unseen;
    }

    /// Added by the batch.
    long bytes() {
        return bytes;
    }

    List<AddedMessage> added() {
        return added;
    }
}
