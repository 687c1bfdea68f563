package org.posthorn.mailbox.change;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.EventCodec;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.Topics;
import org.posthorn.runtime.outbox.Destination;

/// Tells the sessions of this process of every change that leaves the outbox, whoever made it, on its way to the log.
public final class NoticeDestination implements Destination {
    private static final EventCodec<MailboxChange> CODEC = new EventCodec<>(Topics.MAILBOX_CHANGED);

    private final Notices notices;
    private final Destination next;

    public NoticeDestination(Notices notices, Destination next) {
        this.notices = notices;
        this.next = next;
    }

    @Override
    public CompletableFuture<Void> send(String topic, String key, List<Header> headers, byte @Nullable [] value) {
        if (value != null && topic.equals(Topics.MAILBOX_CHANGED.name()) && notices.reach(Long.parseLong(key))) {
            notices.tell(CODEC.decode(name -> header(headers, name), value).data());
        }
        return next.send(topic, key, headers, value);
    }

    private static byte @Nullable [] header(List<Header> headers, String name) {
        for (var header : headers) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
    }
}
