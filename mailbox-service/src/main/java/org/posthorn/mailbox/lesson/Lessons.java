package org.posthorn.mailbox.lesson;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MailboxChange.AddedMessage;
import org.posthorn.events.Topics;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.sql.Database;

/// Teaches a spam filter what people moved or copied to Junk and out of it, behind their backs: it follows the topic of
/// changes. Clients without MOVE (RFC 6851) copy, and delete what they copied.
final class Lessons {
    private static final String GROUP = "mailbox-lessons";
    private static final int CHANGES = 500;
    private static final Duration GATHER = Duration.ofSeconds(1);
    /// Somebody who empties a folder of thousands into Junk has said enough with these.
    private static final int MOST_OF_A_MOVE = 1_000;
    /// Larger ones teach little and cost much.
    private static final int LARGEST = 1 << 20;
    private static final String CONTENT = """
            SELECT c.octets FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
             WHERE m.account = ? AND m.message = ? AND m.size <= ?
            """;

    private final Database database;
    private final RspamdController filter;

    Lessons(Database database, RspamdController filter) {
        this.database = database;
        this.filter = filter;
    }

    /// The loop that follows the log.
    PartitionLoop<MailboxChange> loop(KafkaConnection connection, Publisher publisher) {
        return new PartitionLoop<>(
                connection,
                Topics.MAILBOX_CHANGED,
                publisher,
                PartitionLoop.Options.patient(GROUP, CHANGES, GATHER),
                this::follow);
    }

    private void follow(Batch<MailboxChange> batch) {
        for (var record : batch.records()) {
            switch (record.event().data()) {
                case MailboxChange.Moved moved ->
                    lesson(moved.fromUse(), moved.toUse())
                            .ifPresent(lesson -> teach(lesson, moved.account(), moved.ids()));
                case MailboxChange.Added added ->
                    added.copied()
                            .flatMap(copied -> lesson(copied.fromUse(), copied.toUse()))
                            .ifPresent(lesson -> teach(lesson, added.account(), ids(added)));
                case MailboxChange.Flagged _, MailboxChange.Expunged _, MailboxChange.FoldersChanged _ -> {
                    // nothing went anywhere
                }
            }
        }
    }

    private static List<Long> ids(MailboxChange.Added added) {
        return added.messages().stream().map(AddedMessage::id).toList();
    }

    /// What a move or a copy says of a message, if anything.
    static Optional<Lesson> lesson(Optional<String> from, Optional<String> to) {
        var was = from.flatMap(SpecialUse::of);
        var is = to.flatMap(SpecialUse::of);
        if (was.equals(is) || is.equals(Optional.of(SpecialUse.TRASH))) {
            return Optional.empty();
        }
        if (is.equals(Optional.of(SpecialUse.JUNK))) {
            return Optional.of(Lesson.SPAM);
        }
        return was.equals(Optional.of(SpecialUse.JUNK)) ? Optional.of(Lesson.HAM) : Optional.empty();
    }

    private void teach(Lesson lesson, AccountId account, List<Long> messages) {
        messages.stream()
                .limit(MOST_OF_A_MOVE)
                .flatMap(message ->
                        database.queryOne(CONTENT, row -> row.bytes("octets"), account, message, LARGEST).stream())
                .forEach(octets -> filter.learn(lesson, octets));
    }
}
