package org.posthorn.mailbox.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.posthorn.mail.message.Envelope;
import org.posthorn.mail.message.HeaderSection;

/// Finds what conversation a message belongs to: messages are of one when one refers to the other (RFC 8621 §3) and
/// their base subjects are the same, so that whoever reuses an old message for something new begins a
/// new conversation. A key is a hash of a Message-ID with the base subject.
///
/// @param own    of the message itself
/// @param others of the messages that it refers to, the nearest first
record ThreadKeys(long own, List<Long> others) {
    /// The nearest ancestors suffice to find a conversation.
    private static final int MOST_REFERENCES = 20;

    static ThreadKeys of(HeaderSection header, Envelope envelope, String subject, byte[] hash) {
        var base = SubjectKey.of(subject).text();
        var ids = new LinkedHashSet<String>();
        envelope.inReplyTo().ifPresent(value -> ids.addAll(messageIds(value)));
        var references = header.value("References").map(ThreadKeys::messageIds).orElse(List.of());
        ids.addAll(references.reversed());
        Optional<String> own =
                envelope.messageId().flatMap(value -> messageIds(value).stream().findFirst());
        own.ifPresent(ids::remove);
        var others =
                ids.stream().limit(MOST_REFERENCES).map(id -> key(id, base)).toList();
        return new ThreadKeys(own.map(id -> key(id, base)).orElseGet(() -> first8(hash)), others);
    }

    private static long key(String messageId, String base) {
        return first8(Analysis.sha256((messageId + "\n" + base).getBytes(StandardCharsets.UTF_8)));
    }

    private static long first8(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }

    /// The `<…>` of a field.
    static List<String> messageIds(String value) {
        var ids = new ArrayList<String>();
        int at = 0;
        while (true) {
            int open = value.indexOf('<', at);
            int close = open < 0 ? -1 : value.indexOf('>', open);
            if (close < 0) {
                return ids;
            }
            ids.add(value.substring(open, close + 1));
            at = close + 1;
        }
    }
}
