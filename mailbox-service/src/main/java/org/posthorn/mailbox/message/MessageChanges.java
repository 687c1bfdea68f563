package org.posthorn.mailbox.message;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.events.api.MailApi.Appended;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.events.api.MailApi.Moved;
import org.posthorn.mailbox.change.MailboxEvents;
import org.posthorn.mailbox.folder.FolderStore;
import org.posthorn.mailbox.folder.FolderStore.Count;
import org.posthorn.mailbox.folder.FolderStore.Folder;
import org.posthorn.mailbox.folder.Folders;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.message.ChangeStore.Added;
import org.posthorn.mailbox.message.ChangeStore.Flagged;
import org.posthorn.mailbox.message.ChangeStore.Placed;
import org.posthorn.mailbox.message.ChangeStore.Stored;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// Changes of messages: flags, moves, deletion, addition. Each locks the account's mailbox first, changes counters by
/// what changed, and tells of it in the same transaction.
public final class MessageChanges {
    private static final int MOST_MESSAGES = 10_000;
    private static final int MOST_KEYWORDS = 50;

    private final Database database;
    private final Outbox outbox;
    private final Folders folders;
    private final InstantSource clock;
    private final FolderStore counters = new FolderStore();
    private final ChangeStore store = new ChangeStore();

    public MessageChanges(Database database, Outbox outbox, Folders folders, InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.folders = folders;
        this.clock = clock;
    }

    /// Adds and removes flags; those that are so already change nothing.
    ///
    /// @return the messages that changed
    public List<Long> flag(long account, FlagChange wanted) {
        var change = Change.of(wanted);
        return database.transaction(tx -> {
            long modSeq = folders.lock(tx, account);
            var changed = new ArrayList<Flagged>();
            for (var byFolder : byFolder(rows(tx, account, wanted.ids())).entrySet()) {
                flag(tx, new Scope(account, modSeq), byFolder.getKey(), change.apply(byFolder.getValue()), changed);
            }
            store.setFlags(tx, account, modSeq, changed);
            return changed.stream().map(Flagged::message).toList();
        });
    }

    /// Where and as of when something changes.
    private record Scope(long account, long modSeq) {}

    private void flag(Transaction tx, Scope scope, long folder, List<Change.Result> results, List<Flagged> changed) {
        if (results.isEmpty()) {
            return;
        }
        long unseen = results.stream().mapToLong(Change.Result::unseenDelta).sum();
        var uids = results.stream().map(result -> result.before().uid()).toList();
        results.forEach(result -> changed.add(result.after()));
        counters.count(tx, scope.account(), folder, new Count(0, unseen, 0, 0), scope.modSeq());
        tell(
                tx,
                new MailboxChange.Flagged(
                        new AccountId(scope.account()), folder, scope.modSeq(), clock.instant(), uids));
    }

    /// Moves messages to another folder; what is there already stays.
    public Moved move(long account, Move wanted) {
        return database.transaction(tx -> {
            long modSeq = folders.lock(tx, account);
            var target = folders.find(tx, account, wanted.folder());
            var scope = new Scope(account, modSeq);
            var undo = new ArrayList<Move>();
            var placed = new ArrayList<Placed>();
            long uid = target.uidNext();
            for (var source : byFolder(rows(tx, account, wanted.ids())).entrySet()) {
                if (source.getKey() == target.id()) {
                    continue;
                }
                for (var message : source.getValue()) {
                    placed.add(new Placed(message.message(), target.id(), uid++));
                }
                moveFrom(tx, scope, source.getKey(), source.getValue(), target);
                undo.add(new Move(ids(source.getValue()), Long.toString(source.getKey())));
            }
            store.move(tx, account, modSeq, placed);
            return new Moved(undo);
        });
    }

    private void moveFrom(Transaction tx, Scope scope, long source, List<Stored> messages, Folder target) {
        var count = count(messages);
        counters.count(tx, scope.account(), source, negative(count), scope.modSeq());
        counters.count(
                tx,
                scope.account(),
                target.id(),
                new Count(count.messages(), count.unseen(), count.bytes(), count.messages()),
                scope.modSeq());
        store.rememberGone(tx, scope.account(), source, scope.modSeq(), uids(messages));
        var fromUse = counters.byId(tx, scope.account(), source).flatMap(Folder::use);
        tell(
                tx,
                new MailboxChange.Moved(
                        new AccountId(scope.account()),
                        source,
                        scope.modSeq(),
                        clock.instant(),
                        uids(messages),
                        target.id(),
                        fromUse.map(SpecialUse::label),
                        target.use().map(SpecialUse::label),
                        ids(messages)));
    }

    /// Deletes messages for good.
    public void expunge(long account, List<Long> messages) {
        database.run(tx -> {
            long modSeq = folders.lock(tx, account);
            expunge(tx, new Scope(account, modSeq), rows(tx, account, messages));
        });
    }

    private void expunge(Transaction tx, Scope scope, List<Stored> messages) {
        if (messages.isEmpty()) {
            return;
        }
        store.delete(tx, scope.account(), messages);
        for (var byFolder : byFolder(messages).entrySet()) {
            var count = count(byFolder.getValue());
            counters.count(tx, scope.account(), byFolder.getKey(), negative(count), scope.modSeq());
            counters.countMailbox(tx, scope.account(), -count.messages(), -count.bytes());
            store.rememberGone(tx, scope.account(), byFolder.getKey(), scope.modSeq(), uids(byFolder.getValue()));
            tell(
                    tx,
                    new MailboxChange.Expunged(
                            new AccountId(scope.account()),
                            byFolder.getKey(),
                            scope.modSeq(),
                            clock.instant(),
                            uids(byFolder.getValue())));
        }
    }

    /// What is added, and how.
    ///
    /// @param replaces a message that goes in the same transaction: the draft's last version
    public record Addition(byte[] octets, List<String> flags, Optional<Long> replaces, Instant receivedAt) {}

    /// Adds a message to a folder.
    ///
    /// @throws Refusal also when the mailbox is full
    public Appended append(long account, String folder, Addition addition) {
        return database.transaction(tx -> {
            var stored = append(tx, account, folder, addition);
            if (stored.overQuota()) {
                throw Refusal.overQuota("The mailbox is full: delete messages, or ask for more room.");
            }
            return stored.appended();
        });
    }

    /// What was added, and whether the mailbox holds more than it may since then.
    public record InMailbox(Appended appended, boolean overQuota) {}

    /// Adds a message also to a full mailbox.
    public InMailbox append(Transaction tx, long account, String folder, Addition addition) {
        var change = Change.of(new FlagChange(List.of(), addition.flags(), List.of()));
        var analysis = Analysis.of(addition.octets());
        long modSeq = folders.lock(tx, account);
        var scope = new Scope(account, modSeq);
        addition.replaces().ifPresent(old -> expunge(tx, scope, store.rows(tx, account, List.of(old))));
        var target = folders.find(tx, account, folder);
        long message = counters.nextMessage(tx, account);
        var added = new Added(
                account,
                message,
                target.id(),
                target.uidNext(),
                modSeq,
                change.add(),
                List.copyOf(change.addKeywords()),
                addition.receivedAt(),
                addition.octets(),
                analysis);
        store.add(tx, added);
        boolean over = tellOf(tx, added, target);
        return new InMailbox(new Appended(message, target.uidNext()), over);
    }

    /// @return whether the mailbox holds more than it may
    private boolean tellOf(Transaction tx, Added added, Folder target) {
        long size = added.octets().length;
        long unseen = (added.flags() & Flags.SEEN) == 0 ? 1 : 0;
        counters.count(tx, added.account(), target.id(), new Count(1, unseen, size, 1), added.modSeq());
        var message = new AddedMessage(
                added.message(),
                added.uid(),
                Optional.empty(),
                added.analysis().author(),
                added.analysis().subject());
        tell(
                tx,
                new MailboxChange.Added(
                        new AccountId(added.account()),
                        target.id(),
                        target.name(),
                        added.modSeq(),
                        clock.instant(),
                        List.of(message)));
        return counters.countMailbox(tx, added.account(), 1, size);
    }

    private List<Stored> rows(Transaction tx, long account, List<Long> ids) {
        if (ids.size() > MOST_MESSAGES) {
            throw Refusal.badRequest("At most " + MOST_MESSAGES + " messages are changed at once.");
        }
        return store.rows(tx, account, new LinkedHashSet<>(ids));
    }

    private void tell(Transaction tx, MailboxChange change) {
        outbox.add(tx, List.of(MailboxEvents.change(change)));
    }

    private static Map<Long, List<Stored>> byFolder(List<Stored> messages) {
        Map<Long, List<Stored>> byFolder = new TreeMap<>();
        messages.forEach(message -> byFolder.computeIfAbsent(message.folder(), _ -> new ArrayList<>())
                .add(message));
        return byFolder;
    }

    private static Count count(List<Stored> messages) {
        return new Count(
                messages.size(),
                messages.stream().filter(Stored::unseen).count(),
                messages.stream().mapToLong(Stored::size).sum(),
                0);
    }

    private static Count negative(Count count) {
        return new Count(-count.messages(), -count.unseen(), -count.bytes(), 0);
    }

    private static List<Long> uids(List<Stored> messages) {
        return messages.stream().map(Stored::uid).toList();
    }

    private static List<Long> ids(List<Stored> messages) {
        return messages.stream().map(Stored::message).toList();
    }

    /// A change of flags as bits and keywords.
    private record Change(int add, int remove, SortedSet<String> addKeywords, SortedSet<String> removeKeywords) {
        record Result(Stored before, Flagged after) {
            long unseenDelta() {
                long unseenAfter = (after.flags() & Flags.SEEN) == 0 ? 1 : 0;
                long unseenBefore = before.unseen() ? 1 : 0;
                return unseenAfter - unseenBefore;
            }
        }

        static Change of(FlagChange wanted) {
            var addKeywords = new TreeSet<String>();
            var removeKeywords = new TreeSet<String>();
            return new Change(
                    bits(wanted.add(), addKeywords),
                    bits(wanted.remove(), removeKeywords),
                    addKeywords,
                    removeKeywords);
        }

        private static int bits(List<String> names, SortedSet<String> keywords) {
            int bits = 0;
            for (var name : names) {
                var bit = Flags.bit(name);
                if (bit.isPresent()) {
                    bits |= bit.get();
                } else if (Flags.isKeyword(name)) {
                    keywords.add(name);
                } else {
                    throw Refusal.badRequest("\"" + name + "\" cannot be a flag.");
                }
            }
            return bits;
        }

        /// The messages that it changes.
        List<Result> apply(List<Stored> messages) {
            var results = new ArrayList<Result>();
            for (var message : messages) {
                int flags = (message.flags() | add) & ~remove;
                var keywords = new TreeSet<>(message.keywords());
                keywords.addAll(addKeywords);
                keywords.removeAll(removeKeywords);
                if (keywords.size() > MOST_KEYWORDS) {
                    throw Refusal.badRequest("A message has at most " + MOST_KEYWORDS + " keywords.");
                }
                boolean same = flags == message.flags() && keywords.equals(new TreeSet<>(message.keywords()));
                if (!same) {
                    var after = new Flagged(message.message(), flags, List.copyOf(keywords));
                    results.add(new Result(message, after));
                }
            }
            return results;
        }
    }
}
