package org.posthorn.gateway.compose;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.MessageId;
import org.posthorn.runtime.sql.Database;

/// Makes one message of one press of Send, however often the form arrives.
///
/// The row is there before the message: whoever inserts it sends. Another request with the same key waits for the
/// outcome. When the outcome is not known (the process died, the log did not answer), the next try sends again under
/// the same message id, which everything behind counts as the same message.
public final class SubmissionStore {
    private static final String CLAIM = """
        INSERT INTO submission (account, key, message_id, state, at) VALUES (?, ?, ?, 'sending', ?)
        ON CONFLICT (account, key) DO UPDATE SET at = excluded.at
              WHERE submission.state = 'sending' AND submission.at < ?
        RETURNING message_id
        """;
    private static final String STATE = "SELECT state FROM submission WHERE account = ? AND key = ?";
    private static final String SENT = "UPDATE submission SET state = 'sent' WHERE account = ? AND key = ?";
    private static final String RELEASE =
            "UPDATE submission SET at = 'epoch' WHERE account = ? AND key = ? AND state = 'sending'";
    private static final String SWEEP = "DELETE FROM submission WHERE at < ? AND at > 'epoch'";
    private static final Duration TAKEN_OVER_AFTER = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(2);

    private final Database database;

    public SubmissionStore(Database database) {
        this.database = database;
    }

    /// The right to send, with the message id to send under; nothing while another request has it, or is done.
    Optional<MessageId> claim(AccountId account, String key, Instant now) {
        database.update(SWEEP, now.minus(KEPT));
        return database.queryOne(
                CLAIM,
                row -> MessageId.of(row.text("message_id")),
                account,
                key,
                MessageId.next(now).value(),
                now,
                now.minus(TAKEN_OVER_AFTER));
    }

    boolean isSent(AccountId account, String key) {
        return database.queryOne(STATE, row -> row.text("state"), account, key)
                .filter("sent"::equals)
                .isPresent();
    }

    void sent(AccountId account, String key) {
        database.update(SENT, account, key);
    }

    /// The message was not sent, as far as we know: the next try may begin at once.
    void release(AccountId account, String key) {
        database.update(RELEASE, account, key);
    }
}
