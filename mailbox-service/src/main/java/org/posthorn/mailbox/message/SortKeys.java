package org.posthorn.mailbox.message;

import java.util.List;
import org.posthorn.mail.message.Envelope;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.HeaderSection;

/// What IMAP's SORT and THREAD ask of a message beside what lists show (RFC 5256).
///
/// @param to         the local-part of the first address of `To`, or the name of a group
/// @param cc         the same of `Cc`
/// @param references Message-IDs that the message refers to, the nearest last: `References`, or else the first of
///                   `In-Reply-To` (RFC 5256 §3)
public record SortKeys(String to, String cc, List<String> references) {
    private static final int LONGEST = 320;
    /// A longer chain is found through the messages between.
    private static final int MOST_REFERENCES = 50;

    static SortKeys of(HeaderSection header, Envelope envelope) {
        var references = header.value("References").map(ThreadKeys::messageIds).orElse(List.of());
        if (references.isEmpty()) {
            references = envelope.inReplyTo()
                    .map(value -> ThreadKeys.messageIds(value).stream().limit(1).toList())
                    .orElse(List.of());
        }
        var nearest = references.stream()
                .skip(Math.max(0, references.size() - MOST_REFERENCES))
                .map(id -> Analysis.clean(id, LONGEST))
                .toList();
        return new SortKeys(first(envelope.to()), first(envelope.cc()), nearest);
    }

    private static String first(List<HeaderAddress> addresses) {
        if (addresses.isEmpty()) {
            return "";
        }
        var name = switch (addresses.getFirst()) {
            case HeaderAddress.Mailbox mailbox -> mailbox.localPart();
            case HeaderAddress.Group group -> group.name();
        };
        return Analysis.clean(name, LONGEST);
    }
}
