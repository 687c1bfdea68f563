package org.posthorn.mailbox.transfer;

import java.util.HashSet;
import java.util.List;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.TransferApi.Added;
import org.posthorn.events.api.TransferApi.FolderState;
import org.posthorn.events.api.TransferApi.Mailbox;
import org.posthorn.events.api.TransferApi.MessageState;
import org.posthorn.events.api.TransferApi.Note;
import org.posthorn.events.api.TransferApi.Restore;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.imap.connection.Stores;
import org.posthorn.mailbox.imap.grammar.Command.Annotation;
import org.posthorn.mailbox.imap.store.FolderRow;
import org.posthorn.mailbox.imap.store.RestoreStore;
import org.posthorn.mailbox.imap.store.RestoreStore.Restored;
import org.posthorn.mailbox.imap.store.RestoreStore.Wanted;
import org.posthorn.runtime.http.Frames.Frame;
import org.posthorn.runtime.http.Refusal;

/// Restores a mailbox from a backup, into an account that has no messages.
public final class Restores {
    private static final int MOST_FOLDERS = 5_000;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_NOTES = 1_000;
    private static final int LARGEST_NOTE = 32 * 1024;

    private final Stores stores;
    private final RestoreStore store;
    private final Exports exports;
    private final Runnable afterwards;

    /// @param afterwards what is to look at the account's mail when it is there
    public Restores(Stores stores, Exports exports, Runnable afterwards) {
        this.stores = stores;
        this.store = stores.restores();
        this.exports = exports;
        this.afterwards = afterwards;
    }

    /// Begins, or goes on with the same backup.
    public Mailbox begin(long account, Restore wanted) {
        var mailbox = wanted.mailbox();
        check(mailbox.folders());
        checkNotes(mailbox.notes());
        var id = new AccountId(account);
        var rows = mailbox.folders().stream().map(Restores::row).toList();
        return switch (store.begin(id, wanted.backup(), new Wanted(mailbox.modSeq(), rows, mailbox.notes()))) {
            case READY ->
                new Mailbox(
                        mailbox.modSeq(),
                        store.folders(id).stream().map(Exports::state).toList(),
                        List.of());
            case HAS_MAIL ->
                throw Refusal.conflict("The account has messages; a backup is restored into an account without any.");
            case NO_ACCOUNT -> throw Refusal.notFound("There is no account " + account + ".");
        };
    }

    private static void check(List<FolderState> folders) {
        var names = new HashSet<String>();
        var uses = new HashSet<String>();
        for (var folder : folders) {
            boolean fine = !folder.name().isBlank()
                    && folder.name().length() <= LONGEST_NAME
                    && names.add(folder.name())
                    && folder.use().map(uses::add).orElse(true)
                    && folder.uidNext() > 0
                    && folder.modSeq() > 0;
            if (!fine) {
                throw Refusal.badRequest("The folder \"" + folder.name() + "\" of the backup cannot be made.");
            }
        }
        if (folders.size() > MOST_FOLDERS || !names.contains("INBOX")) {
            throw Refusal.badRequest("A backup has an INBOX and at most " + MOST_FOLDERS + " folders.");
        }
    }

    private static void checkNotes(List<Note> notes) {
        boolean fine = notes.size() <= MOST_NOTES;
        var entries = new HashSet<List<String>>();
        for (var note : notes) {
            fine &= note.folder().length() <= LONGEST_NAME
                    && Annotation.isEntry(note.entry())
                    && note.value().length <= LARGEST_NOTE
                    && entries.add(List.of(note.folder(), note.entry()));
        }
        if (!fine) {
            throw Refusal.badRequest("A backup has at most " + MOST_NOTES + " notes, each once and at most "
                    + LARGEST_NOTE + " octets long.");
        }
    }

    private static FolderRow row(FolderState folder) {
        return new FolderRow(
                0,
                folder.name(),
                folder.use().flatMap(SpecialUse::of),
                folder.subscribed(),
                folder.uidValidity(),
                folder.uidNext(),
                folder.modSeq(),
                0,
                0,
                0,
                folder.modSeq());
    }

    /// Adds messages to one of the folders.
    public Added add(long account, long folder, List<Frame<MessageState>> frames) {
        if (frames.size() > Imports.MOST_AT_ONCE) {
            throw Refusal.badRequest("At most " + Imports.MOST_AT_ONCE + " messages come at once.");
        }
        Imports.requireRoom(stores);
        var messages = frames.stream().map(Restores::restored).toList();
        return store.add(new AccountId(account), folder, messages)
                .map(Added::new)
                .orElseThrow(() -> Refusal.conflict("No such folder of the account is being restored."));
    }

    private static Restored restored(Frame<MessageState> frame) {
        var state = frame.head();
        if (state.uid() < 1 || state.modSeq() < 1 || frame.octets().length == 0) {
            throw Refusal.badRequest("Message " + state.uid() + " of the backup cannot be stored.");
        }
        return new Restored(
                Imports.message(state.flags(), state.receivedAt(), frame.octets()),
                state.uid(),
                state.modSeq(),
                state.savedAt());
    }

    /// Shows what was restored, all at once.
    public Mailbox end(long account) {
        if (!store.end(new AccountId(account))) {
            throw Refusal.conflict("Nothing of the account is being restored.");
        }
        afterwards.run();
        return exports.mailbox(account);
    }
}
