package org.posthorn.mailbox.imap.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// THREAD=ORDEREDSUBJECT (RFC 5256 §3): messages of one base subject; the first of them is the parent of all others.
public final class SubjectThreads {
    private SubjectThreads() {}

    public static List<MessageThread> of(List<Threadable> messages) {
        Map<String, MessageThread> bySubject = new LinkedHashMap<>();
        messages.stream().sorted(Threadable.BY_DATE).forEach(message -> {
            var thread = new MessageThread(Optional.of(message));
            var first = bySubject.putIfAbsent(message.subject().text(), thread);
            if (first != null) {
                first.add(thread);
            }
        });
        return new ArrayList<>(bySubject.values());
    }
}
