package org.posthorn.mailbox.imap.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.mailbox.imap.store.LockStore.Growth;
import org.posthorn.mailbox.imap.store.LockStore.Locked;
import org.posthorn.mailbox.imap.store.LockStore.Taken;
import org.posthorn.mailbox.imap.store.MessageRows.Placed;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.mailbox.message.Flags;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// Stores messages that a client appends: those of one command together or not at all (RFC 3502).
public final class AppendStore {
    private final Database database;
    private final ChangeLog log;
    private final ExpungeStore expunges;
    private final LockStore locks = new LockStore();

    /// A message to store.
    public record Message(int bits, List<String> keywords, Instant receivedAt, byte[] octets, Analysis analysis) {}

    /// RFC 4315 §3.
    public record Appended(long uidValidity, long firstUid, int count) {}

    public AppendStore(Database database, ChangeLog log) {
        this.database = database;
        this.log = log;
        this.expunges = new ExpungeStore(database, log);
    }

    /// How a REPLACE ended when it did nothing.
    public enum Missing {
        FOLDER,
        MESSAGE
    }

    /// What became of a REPLACE (RFC 8508).
    public record Replaced(Optional<Appended> appended, Missing missing) {}

    /// Empty when the folder is gone.
    public Optional<Appended> append(AccountId account, String folder, List<Message> messages) {
        try {
            return Optional.of(database.transaction(tx -> append(tx, account, folder, messages)));
        } catch (FolderGone _) {
            return Optional.empty();
        }
    }

    /// There is no such folder any more; the transaction is undone.
    public static final class FolderGone extends RuntimeException {
        private static final long serialVersionUID = 1;

        FolderGone() {
            super("the folder is gone", null, false, false);
        }
    }

    /// As part of a larger transaction.
    ///
    /// @throws FolderGone when the folder is gone
    public Appended append(Transaction tx, AccountId account, String folder, List<Message> messages) {
        var growth = new Growth(
                messages.size(),
                messages.stream().filter(m -> (m.bits() & Flags.SEEN) == 0).count(),
                messages.stream().mapToLong(m -> m.octets().length).sum());
        var grown = locks.lockAndGrow(tx, account, growth);
        var places = locks.growFolder(tx, account, folder, growth);
        var rows = new MessageRows(tx, account, messages);
        var locked = grown.row().orElseThrow(FolderGone::new);
        var taken = places.row().orElseThrow(FolderGone::new);
        locked.room().take(growth);
        rows.insert(locked.nextMessage(), placed(locked, messages, taken));
        log.add(tx, List.of(added(locked, messages, taken)));
        return new Appended(taken.uidValidity(), taken.first(), messages.size());
    }

    /// Appends a message and deletes another one, both or neither.
    ///
    /// @param from the folder of the message that goes
    public Replaced replace(AccountId account, String folder, Message message, long from, long uid) {
        try {
            return database.transaction(tx -> {
                var locked = locks.lock(tx, account).row().orElseThrow(FolderGone::new);
                if (!expunges.delete(tx, locked, from, uid)) {
                    return new Replaced(Optional.empty(), Missing.MESSAGE);
                }
                return new Replaced(Optional.of(append(tx, account, folder, List.of(message))), Missing.FOLDER);
            });
        } catch (FolderGone _) {
            return new Replaced(Optional.empty(), Missing.FOLDER);
        }
    }

    private static List<Placed> placed(Locked locked, List<Message> messages, Taken taken) {
        var placed = new ArrayList<Placed>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            placed.add(
                    new Placed(messages.get(i), taken.folder(), taken.first() + i, locked.modSeq(), Optional.empty()));
        }
        return placed;
    }

    private MailboxChange added(Locked locked, List<Message> messages, Taken taken) {
        var added = new ArrayList<AddedMessage>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            var analysis = messages.get(i).analysis();
            added.add(new AddedMessage(
                    locked.nextMessage() + i,
                    taken.first() + i,
                    Optional.empty(),
                    analysis.author(),
                    analysis.subject()));
        }
        return new MailboxChange.Added(
                locked.account(),
                taken.folder(),
                taken.name(),
                locked.modSeq(),
                log.clock().instant(),
                added);
    }
}
