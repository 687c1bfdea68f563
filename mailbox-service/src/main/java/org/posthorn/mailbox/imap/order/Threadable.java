package org.posthorn.mailbox.imap.order;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailbox.message.SubjectKey;

/// What a message is threaded by.
///
/// @param references Message-IDs, the nearest last
public record Threadable(
        long uid, Instant sentAt, SubjectKey subject, Optional<String> messageId, List<String> references) {
    /// RFC 5256 §2.2.
    static final Comparator<Threadable> BY_DATE =
            Comparator.comparing(Threadable::sentAt).thenComparingLong(Threadable::uid);
}
