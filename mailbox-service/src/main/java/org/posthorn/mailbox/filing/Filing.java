package org.posthorn.mailbox.filing;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.events.Outcome;
import org.posthorn.mailbox.change.MailboxEvents;
import org.posthorn.mailbox.filing.FilingStore.ContentKey;
import org.posthorn.mailbox.filing.FilingStore.NewContent;
import org.posthorn.mailbox.filing.FilingStore.NewMessage;
import org.posthorn.mailbox.filing.FilingStore.ThreadKey;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.runtime.outbox.OutboxRecord;
import org.posthorn.runtime.sql.Answer;
import org.posthorn.runtime.sql.Transaction;

/// Files one batch in one transaction: allocates ids, UIDs, mod-sequences and conversations in memory while the
/// mailboxes are locked, and writes the rows of all messages together. Confined to one thread and one transaction.
final class Filing {
    private final FilingStore store = new FilingStore();
    private final Transaction tx;
    private final Instant now;
    private final List<OutboxRecord> events = new ArrayList<>();
    private final Answer<MailboxState> locked;
    private final Map<Long, MailboxState> mailboxes = new HashMap<>();
    private final Map<Long, Map<SpecialUse, FolderState>> folders = new HashMap<>();
    private final Map<ThreadKey, Long> newThreads = new HashMap<>();
    private final List<NewContent> newContents = new ArrayList<>();
    private final List<Long> copiedAccounts = new ArrayList<>();
    private final List<Long> copiedContents = new ArrayList<>();
    private final Map<ThreadKey, Long> threads = new HashMap<>();
    private final Map<ContentKey, Long> contents = new HashMap<>();

    Filing(Transaction tx, List<Arrival> arrivals, Instant now) {
        this.tx = tx;
        this.now = now;
        var accounts = new TreeSet<Long>();
        arrivals.forEach(arrival -> accounts.add(arrival.account()));
        locked = store.lock(tx, List.copyOf(accounts));
    }

    /// Files what was not filed before and returns the events that tell of it.
    List<OutboxRecord> file(List<Arrival> arrivals) {
        var news = withoutKnown(arrivals);
        locked.rows().forEach(mailbox -> mailboxes.put(mailbox.account(), mailbox));
        var filed = new ArrayList<Arrival>(news.size());
        for (var arrival : news) {
            if (mailboxes.containsKey(arrival.account())) {
                filed.add(arrival);
            } else {
                events.add(MailboxEvents.outcome(accountGone(arrival)));
            }
        }
        if (!filed.isEmpty()) {
            read(filed);
            var messages = filed.stream().map(this::allocate).toList();
            store.insertContents(tx, newContents);
            store.anotherCopy(tx, copiedAccounts, copiedContents);
            store.insertMessages(tx, messages, filed);
            store.insertThreads(tx, newThreads);
            tellOfAdditions();
        }
        return events;
    }

    /// A batch that is done again, or a record that came twice, finds its key. Its outcome is told again: the first
    /// one may have been lost with the tail of the log.
    private List<Arrival> withoutKnown(List<Arrival> arrivals) {
        Map<FilingStore.Key, Arrival> byKey = new LinkedHashMap<>();
        arrivals.forEach(arrival -> byKey.putIfAbsent(arrival.key(), arrival));
        Set<FilingStore.Key> unknown = store.remember(tx, byKey.keySet());
        var news = new ArrayList<Arrival>(unknown.size());
        byKey.forEach((key, arrival) -> {
            if (unknown.contains(key)) {
                news.add(arrival);
            } else {
                events.add(MailboxEvents.outcome(filed(arrival, Optional.empty())));
            }
        });
        return news;
    }

    /// Reads what the messages have to do with: folders, conversations, contents that are there already.
    private void read(List<Arrival> arrivals) {
        var uses = EnumSet.of(SpecialUse.INBOX);
        arrivals.forEach(arrival -> uses.add(arrival.use()));
        var threadKeys = new ArrayList<ThreadKey>();
        var contentKeys = new ArrayList<ContentKey>(arrivals.size());
        for (var arrival : arrivals) {
            long account = arrival.account();
            arrival.analysis().allKeys().forEach(key -> threadKeys.add(new ThreadKey(account, key)));
            contentKeys.add(contentKey(arrival));
        }
        // the largest question first, the largest answer last
        var foundThreads = store.threads(tx, threadKeys);
        var foundContents = store.contents(tx, contentKeys);
        var foundFolders = store.folders(tx, mailboxes.keySet(), uses);
        for (var folder : foundFolders.rows()) {
            folders.computeIfAbsent(folder.account(), _ -> new HashMap<>()).put(folder.use(), folder);
        }
        foundContents.rows().forEach(known -> contents.put(known.key(), known.content()));
        foundThreads.rows().forEach(known -> threads.put(known.key(), known.thread()));
    }

    private static ContentKey contentKey(Arrival arrival) {
        return new ContentKey(
                arrival.account(), ByteBuffer.wrap(arrival.analysis().hash()));
    }

    private NewMessage allocate(Arrival arrival) {
        var mailbox = Objects.requireNonNull(mailboxes.get(arrival.account()));
        var folder = folder(arrival);
        long message = mailbox.take(arrival.size());
        long uid = folder.take(arrival);
        long thread = thread(arrival, message);
        long content = content(arrival, message);
        var delivery = arrival.delivery();
        var analysis = arrival.analysis();
        folder.added(new AddedMessage(
                message, uid, Optional.of(delivery.messageId()), analysis.author(), analysis.subject()));
        events.add(MailboxEvents.outcome(filed(arrival, Optional.of(folder.name()))));
        return new NewMessage(mailbox, folder, message, uid, content, thread);
    }

    /// The folder of the hint; the inbox when the user has none of that use.
    private FolderState folder(Arrival arrival) {
        var ofAccount = folders.getOrDefault(arrival.account(), Map.of());
        var folder = ofAccount.getOrDefault(arrival.use(), ofAccount.get(SpecialUse.INBOX));
        if (folder == null) {
            throw new IllegalStateException("account " + arrival.account() + " has no inbox");
        }
        return folder;
    }

    /// The conversation of the nearest message it refers to, else a new one. Its own key and those of messages that did
    /// not come yet lead to it from now on.
    private long thread(Arrival arrival, long message) {
        var keys = arrival.analysis().allKeys();
        Long found = null;
        for (var key : keys) {
            var threadKey = new ThreadKey(arrival.account(), key);
            found = threads.getOrDefault(threadKey, newThreads.get(threadKey));
            if (found != null) {
                break;
            }
        }
        long thread = found == null ? message : found;
        for (var key : keys) {
            var threadKey = new ThreadKey(arrival.account(), key);
            if (!threads.containsKey(threadKey)) {
                newThreads.putIfAbsent(threadKey, thread);
            }
        }
        return thread;
    }

    /// The octets that the account has already, else a new row that has the id of its first message.
    private long content(Arrival arrival, long message) {
        var key = contentKey(arrival);
        var known = contents.get(key);
        if (known != null) {
            copiedAccounts.add(arrival.account());
            copiedContents.add(known);
            return known;
        }
        newContents.add(new NewContent(arrival.account(), message, arrival));
        contents.put(key, message);
        return message;
    }

    private void tellOfAdditions() {
        var changedFolders = new ArrayList<FolderState>();
        var changedMailboxes = new ArrayList<MailboxState>();
        for (var mailbox : mailboxes.values()) {
            if (mailbox.messages() == 0) {
                continue;
            }
            changedMailboxes.add(mailbox);
            for (var folder : folders.getOrDefault(mailbox.account(), Map.of()).values()) {
                if (folder.messages() > 0) {
                    changedFolders.add(folder);
                    events.add(MailboxEvents.change(added(mailbox, folder)));
                }
            }
        }
        store.count(tx, changedMailboxes, changedFolders);
    }

    private MailboxChange added(MailboxState mailbox, FolderState folder) {
        return new MailboxChange.Added(
                new AccountId(mailbox.account()),
                folder.folder(),
                folder.name(),
                mailbox.modSeq(),
                now,
                List.copyOf(folder.added()));
    }

    private Outcome filed(Arrival arrival, Optional<String> folder) {
        var account = Optional.of(arrival.delivery().account());
        return new Outcome.Delivered(subject(arrival), now, account, folder, Optional.empty());
    }

    private Outcome accountGone(Arrival arrival) {
        return new Outcome.Discarded(
                subject(arrival),
                now,
                "mailbox-service",
                "The account was deleted after the message had been accepted.");
    }

    private static Outcome.Subject subject(Arrival arrival) {
        var delivery = arrival.delivery();
        return new Outcome.Subject(delivery.messageId(), delivery.recipient(), delivery.accepted(), delivery.purpose());
    }
}
