package org.posthorn.mailbox.filing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.mailbox.message.ContentRow;
import org.posthorn.runtime.sql.Answer;
import org.posthorn.runtime.sql.ListStatement;
import org.posthorn.runtime.sql.Transaction;

/// The rows of a batch of local deliveries: some ten statements, however many messages.
final class FilingStore {
    private static final ListStatement LOCK = ListStatement.of("""
            SELECT account, next_message, mod_seq FROM mailbox WHERE account = ANY (?) ORDER BY account FOR UPDATE
            """);
    private static final String REMEMBER = """
            INSERT INTO delivered (account, message_id, purpose)
            SELECT * FROM unnest(?::bigint[], ?::text[], ?::smallint[]) ON CONFLICT DO NOTHING
            RETURNING account, message_id, purpose
            """;
    private static final String FOLDERS = """
            SELECT account, folder, name, special_use, uid_next FROM folder
             WHERE account = ANY (?) AND special_use = ANY (?)
            """;
    private static final String THREADS = """
            SELECT k.account, k.key, k.thread
              FROM unnest(?::bigint[], ?::bigint[]) AS w (account, key) JOIN thread_key k USING (account, key)
            """;
    private static final String CONTENTS = """
            SELECT c.account, c.hash, c.content
              FROM unnest(?::bigint[], ?::bytea[]) AS w (account, hash) JOIN content c USING (account, hash)
            """;
    private static final String ANOTHER_COPY = """
            UPDATE content c SET copies = c.copies + w.n
              FROM (SELECT account, content, count(*) AS n FROM unnest(?::bigint[], ?::bigint[]) AS u (account, content)
                     GROUP BY account, content) w
             WHERE c.account = w.account AND c.content = w.content
            """;
    private static final String INSERT_MESSAGE = """
            INSERT INTO message (account, message, folder, uid, mod_seq, flags, received_at, size, content, prepended,
                                 thread, accepted_as)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_THREADS = """
            INSERT INTO thread_key (account, key, thread) SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[])
            ON CONFLICT DO NOTHING
            """;
    private static final String COUNT_FOLDER = """
            UPDATE folder SET uid_next = ?, mod_seq = ?, messages = messages + ?, unseen = unseen + ?, bytes = bytes + ?
             WHERE account = ? AND folder = ?
            """;
    private static final String COUNT_MAILBOX = """
            UPDATE mailbox SET next_message = ?, mod_seq = ?, messages = messages + ?, bytes = bytes + ?
             WHERE account = ?
            """;

    /// What is filed at most once.
    record Key(long account, String messageId, int purpose) {}

    /// A key of a conversation in an account.
    record ThreadKey(long account, long key) {}

    /// Octets of an account.
    record ContentKey(long account, ByteBuffer hash) {}

    /// A content row that a batch adds.
    record NewContent(long account, long content, Arrival arrival) {}

    /// A message row that a batch adds.
    record NewMessage(MailboxState mailbox, FolderState folder, long message, long uid, long content, long thread) {}

    /// Locks the mailboxes; accounts that are gone are left out.
    Answer<MailboxState> lock(Transaction tx, List<Long> accounts) {
        return tx.ask(
                LOCK.sql(accounts),
                row -> new MailboxState(row.number("account"), row.number("next_message"), row.number("mod_seq") + 1),
                ListStatement.argument(accounts));
    }

    /// Remembers deliveries and returns those that were not known yet.
    Set<Key> remember(Transaction tx, Collection<Key> keys) {
        return new HashSet<>(tx.query(
                REMEMBER,
                row -> new Key(row.number("account"), row.text("message_id"), row.integer("purpose")),
                keys.stream().map(Key::account).toList(),
                keys.stream().map(Key::messageId).toList(),
                keys.stream().map(Key::purpose).toList()));
    }

    Answer<FolderState> folders(Transaction tx, Collection<Long> accounts, Collection<SpecialUse> uses) {
        return tx.ask(
                FOLDERS,
                row -> new FolderState(
                        row.number("account"),
                        row.number("folder"),
                        row.text("name"),
                        row.constant("special_use", SpecialUse.class),
                        row.number("uid_next")),
                accounts,
                uses);
    }

    /// A conversation that is known.
    record KnownThread(ThreadKey key, long thread) {}

    Answer<KnownThread> threads(Transaction tx, Collection<ThreadKey> keys) {
        return tx.ask(
                THREADS,
                row -> new KnownThread(new ThreadKey(row.number("account"), row.number("key")), row.number("thread")),
                keys.stream().map(ThreadKey::account).toList(),
                keys.stream().map(ThreadKey::key).toList());
    }

    /// A content that is there.
    record KnownContent(ContentKey key, long content) {}

    Answer<KnownContent> contents(Transaction tx, Collection<ContentKey> keys) {
        return tx.ask(
                CONTENTS,
                row -> new KnownContent(
                        new ContentKey(row.number("account"), ByteBuffer.wrap(row.bytes("hash"))),
                        row.number("content")),
                keys.stream().map(ContentKey::account).toList(),
                keys.stream().map(key -> key.hash().array()).toList());
    }

    void insertContents(Transaction tx, List<NewContent> contents) {
        List<@Nullable Object[]> rows = new ArrayList<>(contents.size());
        for (var content : contents) {
            var arrival = content.arrival();
            rows.add(ContentRow.of(
                    new AccountId(content.account()), content.content(), arrival.octets(), arrival.analysis()));
        }
        tx.batch(ContentRow.INSERT, rows);
    }

    void anotherCopy(Transaction tx, List<Long> accounts, List<Long> contents) {
        if (!accounts.isEmpty()) {
            tx.later(ANOTHER_COPY, accounts, contents);
        }
    }

    void insertMessages(Transaction tx, List<NewMessage> messages, List<Arrival> arrivals) {
        List<@Nullable Object[]> rows = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            var arrival = arrivals.get(i);
            rows.add(new Object[] {
                message.mailbox().account(),
                message.message(),
                message.folder().folder(),
                message.uid(),
                message.mailbox().modSeq(),
                arrival.flags(),
                arrival.delivery().acceptedAt(),
                arrival.size(),
                message.content(),
                arrival.prepended(),
                message.thread(),
                arrival.delivery().messageId().value()
            });
        }
        tx.batch(INSERT_MESSAGE, rows);
    }

    void insertThreads(Transaction tx, Map<ThreadKey, Long> threads) {
        if (!threads.isEmpty()) {
            var keys = List.copyOf(threads.keySet());
            tx.later(
                    INSERT_THREADS,
                    keys.stream().map(ThreadKey::account).toList(),
                    keys.stream().map(ThreadKey::key).toList(),
                    keys.stream().map(threads::get).toList());
        }
    }

    void count(Transaction tx, Collection<MailboxState> mailboxes, Collection<FolderState> folders) {
        var modSeqs = new HashMap<Long, Long>();
        mailboxes.forEach(mailbox -> modSeqs.put(mailbox.account(), mailbox.modSeq()));
        List<@Nullable Object[]> ofFolders = new ArrayList<>(folders.size());
        folders.forEach(folder -> ofFolders.add(new Object[] {
            folder.uidNext(),
            modSeqs.get(folder.account()),
            folder.messages(),
            folder.unseen(),
            folder.bytes(),
            folder.account(),
            folder.folder()
        }));
        tx.batch(COUNT_FOLDER, ofFolders);
        List<@Nullable Object[]> ofMailboxes = new ArrayList<>(mailboxes.size());
        mailboxes.forEach(mailbox -> ofMailboxes.add(new Object[] {
            mailbox.nextMessage(), mailbox.modSeq(), mailbox.messages(), mailbox.bytes(), mailbox.account()
        }));
        tx.batch(COUNT_MAILBOX, ofMailboxes);
    }
}
